# Sends a command over NATS, prints its answer, then prints events of the workspace as they come.
#   NATS_URL, NATS_USER, NATS_PASSWORD (of `npm run nimbus -- bus user create`), WORKSPACE_ID, EMAIL; EVENTS: how many to print
# Needs nats-py.
import asyncio
import json
import os
import uuid

import nats

USER = os.environ["NATS_USER"]
WORKSPACE = os.environ["WORKSPACE_ID"]


async def main() -> None:
    # A user may listen below an inbox of its own only.
    connection = await nats.connect(
        os.environ.get("NATS_URL", "nats://localhost:4222"),
        user=USER,
        password=os.environ["NATS_PASSWORD"],
        inbox_prefix=f"_INBOX_{USER}",
    )
    reply_to = f"nimbus.reply.{WORKSPACE}.{uuid.uuid4()}"
    answers = await connection.subscribe(reply_to)

    # Sent again with the same source and id, it has no second effect and gets the same answer.
    command = {
        "specversion": "1.0",
        "id": str(uuid.uuid4()),
        "source": "/crm",
        "type": "contacts.upsert",
        "data": {"contacts": [{"email": os.environ["EMAIL"]}]},
    }
    # Returns when the server has stored the command: nothing is lost from here on.
    stream = connection.jetstream()
    await stream.publish(
        f"nimbus.in.{WORKSPACE}.contacts.upsert",
        json.dumps(command).encode(),
        headers={"Nimbus-Reply-To": reply_to},
    )
    print((await answers.next_msg(timeout=30)).data.decode(), flush=True)

    # The consumer of the user remembers what was acknowledged, also while nobody reads.
    consumer = await stream.pull_subscribe_bind(USER, stream="OUTBOUND")
    for _ in range(int(os.environ.get("EVENTS", "1"))):
        for message in await consumer.fetch(1, timeout=30):
            print(message.data.decode(), flush=True)
            await message.ack()  # after the work is done: until then it comes again
    await connection.drain()


asyncio.run(main())
