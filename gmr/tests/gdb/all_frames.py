"""What gdb says of every thread: one line for each function of its stack, innermost first.

    GMR_FRAMES=frames.tsv gdb -batch -nx -p PID -x all_frames.py

writes `thread id, address, kind, function`, separated by tabs, to the file that `GMR_FRAMES` names.
The function is the name that the linker knows if it has one, so that the reader can demangle it
with the crate that the program uses; gdb writes demangled Rust in its own way. The kind is
`physical`, `inlined` or `signal` (what the kernel puts on the stack for a handler, without a
function). A thread that gdb cannot walk has a line of the kind `error` with the message.
"""

import os

import gdb

SKIPPED = (gdb.TAILCALL_FRAME,)


def function(frame):
    """The name for the linker, else the one that gdb shows, else nothing."""
    symbol = frame.function()
    if symbol is not None and symbol.linkage_name:
        return symbol.linkage_name
    return frame.name() or ""


def kind(frame):
    if frame.type() == gdb.INLINE_FRAME:
        return "inlined"
    return "signal" if frame.type() == gdb.SIGTRAMP_FRAME else "physical"


def frames(thread):
    """The lines of one thread."""
    thread.switch()
    frame = gdb.newest_frame()
    while frame is not None:
        if frame.type() not in SKIPPED:
            name = "" if kind(frame) == "signal" else function(frame)
            yield "%#x" % frame.pc(), kind(frame), name
        frame = frame.older()


def lines():
    threads = gdb.selected_inferior().threads()
    for thread in sorted(threads, key=lambda thread: thread.ptid[1]):
        # The id of a process with one thread stands in the first place.
        number = thread.ptid[1] or thread.ptid[0]
        try:
            for columns in frames(thread):
                yield (str(number),) + columns
        except gdb.error as error:
            yield str(number), "0x0", "error", str(error).replace("\n", " ")


gdb.execute("set pagination off")
gdb.execute("set backtrace past-main on")
gdb.execute("set backtrace limit unlimited")
with open(os.environ["GMR_FRAMES"], "w") as output:
    for columns in lines():
        output.write("\t".join(columns) + "\n")
