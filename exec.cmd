@rem npm start: a POSIX shell must give way to node, or a signal to npm ends in the shell. Windows has no exec.
@%*
