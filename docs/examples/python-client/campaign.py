"""`start` creates a sequence and a campaign, launches it and prints its id. `report <id>` pauses it and prints what it did."""

import json
import os
import sys
from datetime import datetime, timedelta, timezone

from nimbus_campaigns_client import AuthenticatedClient
from nimbus_campaigns_client.api.campaigns import (
    create_campaign,
    export_sends,
    get_campaign,
    get_campaign_summary,
    launch_campaign,
    list_campaigns,
    list_sends,
    pause_campaign,
)
from nimbus_campaigns_client.api.sequences import create_sequence
from nimbus_campaigns_client.models import (
    CampaignType,
    ContactFilterInput,
    CreateCampaignRequest,
    CreateSequenceRequest,
    DelayUnit,
    ExportFormat,
    PauseCampaignRequest,
    StepInput,
)

client = AuthenticatedClient(base_url=os.environ["NIMBUS_URL"], token=os.environ["NIMBUS_KEY"])


def days_ago(days):
    return datetime.now(timezone.utc) - timedelta(days=days)


def answered(operation, *arguments, **options):
    answer = operation.sync_detailed(*arguments, client=client, **options)
    if answer.status_code >= 400:
        sys.exit(answer.content.decode())
    return answer.parsed


def start():
    steps = [
        StepInput(subject="Hello {{ first_name }}", body_html="<p>First</p>"),
        StepInput(delay_value=3, delay_unit=DelayUnit.DAYS, body_html="<p>Second</p>"),
    ]
    sequence = answered(create_sequence, body=CreateSequenceRequest(name="Two steps", steps=steps))
    body = CreateCampaignRequest(
        name="From Python",
        campaign_type=CampaignType.NURTURE,
        sequence_id=sequence.id,
        sending_account_ids=os.environ["SENDING_ACCOUNT_IDS"].split(","),
        contact_filter=ContactFilterInput(created_after=days_ago(365)),
        daily_send_limit=200,
        smart_time_gaps=False,
        send_window_start=0,
        send_window_end=24,
        send_days=[1, 2, 3, 4, 5, 6, 7],
    )
    campaign = answered(create_campaign, body=body)
    return answered(launch_campaign, campaign.id).id


def report(campaign):
    read = {
        "paused": answered(pause_campaign, campaign, body=PauseCampaignRequest(reason="report")),
        "campaign": answered(get_campaign, campaign),
        "latest": answered(list_campaigns, created_after=days_ago(1)),
        "sends": answered(list_sends, campaign),
        "summary": answered(get_campaign_summary, campaign, from_=days_ago(1)),
    }
    files = {
        "csv": answered(export_sends, campaign, format_=ExportFormat.CSV),
        "ndjson": answered(export_sends, campaign, format_=ExportFormat.NDJSON),
    }
    return json.dumps({name: model.to_dict() for name, model in read.items()} | files)


print(start() if sys.argv[1] == "start" else report(sys.argv[2]))
