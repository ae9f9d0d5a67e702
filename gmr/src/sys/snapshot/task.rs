//! Threads as the kernel counts them.

use super::siginfo::SignalInfo;
use std::io;

/// The process id, asked of the kernel: a forked child has another.
pub(crate) fn process_id() -> i32 {
    // SAFETY: always succeeds.
    unsafe { libc::getpid() }
}

/// The id of the calling thread.
pub(crate) fn thread_id() -> u64 {
    // SAFETY: always succeeds.
    let id = unsafe { libc::syscall(libc::SYS_gettid) };
    u64::try_from(id).unwrap_or(0)
}

/// Whether the thread exists; true in doubt.
pub(crate) fn exists(thread: u64) -> bool {
    // SAFETY: signal 0 asks and sends nothing.
    let result = unsafe { libc::syscall(libc::SYS_tgkill, i64::from(process_id()), thread, 0_i64) };
    result == 0 || io::Error::last_os_error().raw_os_error() != Some(libc::ESRCH)
}

/// How long the thread has been on a processor, in nanoseconds: as long as that is the same, it
/// has not run.
pub(crate) fn processor_time(thread: u64) -> Option<u64> {
    // What `pthread_getcpuclockid` makes of a thread's id: the clock of one thread, as the
    // scheduler counts.
    const OF_ONE_THREAD: i32 = 4;
    const BY_SCHEDULER: i32 = 2;
    let clock = !i32::try_from(thread).ok()? << 3 | OF_ONE_THREAD | BY_SCHEDULER;
    let mut time = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    // SAFETY: the kernel writes to `time`, or says that there is no such clock.
    let result = unsafe { libc::clock_gettime(clock, &raw mut time) };
    let (seconds, rest) = (u64::try_from(time.tv_sec).ok()?, u64::try_from(time.tv_nsec).ok()?);
    (result == 0).then_some(seconds.wrapping_mul(1_000_000_000).wrapping_add(rest))
}

/// Whether that clock goes on with every step. Where it goes on with the ticks of another clock,
/// it does not tell whether a thread has run.
pub(crate) fn has_fine_clock() -> bool {
    let me = thread_id();
    let times = [(); 4].map(|()| processor_time(me));
    times.is_sorted_by(|before, after| before.is_some() && before < after)
}

/// Queues `signal` with `value` to one thread of this process.
pub(super) fn queue_signal(thread: u64, signal: i32, value: u64) -> io::Result<()> {
    let pid = process_id();
    let info = SignalInfo::queued(signal, pid, value);
    // SAFETY: the kernel reads 128 bytes of `info`, which is that large.
    let result = unsafe {
        libc::syscall(
            libc::SYS_rt_tgsigqueueinfo,
            i64::from(pid),
            thread,
            i64::from(signal),
            &raw const info,
        )
    };
    if result == 0 { Ok(()) } else { Err(io::Error::last_os_error()) }
}
