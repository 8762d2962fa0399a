"""How long ipykernel takes to deliver lines to a client: prints the seconds.

    python3 bench/kernel.py LINES

Apart from bench/host.py, since ipykernel may be there for the system's Python only.
"""

import queue
import sys
import time

from jupyter_client.manager import start_new_kernel

PATIENCE = 120


def output_of(client, code):
    """Run code and answer how many lines came, and in how many seconds."""
    start = time.perf_counter()
    request, lines = client.execute(code), 0
    while True:
        message = client.get_iopub_msg(timeout=PATIENCE)
        if message["parent_header"].get("msg_id") != request:
            continue
        content = message["content"]
        if message["msg_type"] == "stream":
            lines += content["text"].count("\n")
        elif content.get("execution_state") == "idle":
            return lines, time.perf_counter() - start


def main():
    count = int(sys.argv[1])
    manager, client = start_new_kernel()
    try:
        output_of(client, "print(0)")
        lines, seconds = output_of(client, "for i in range(%d): print(i)" % count)
    except queue.Empty:
        sys.exit("the kernel fell silent")
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)
    if lines != count:
        sys.exit("%d lines of %d came" % (lines, count))
    print(seconds)


if __name__ == "__main__":
    main()
