//! What travels with a signal that gmr sends.

/// The kernel's `siginfo_t` of a queued signal.
#[repr(C)]
pub(super) struct SignalInfo {
    signal: i32,
    errno: i32,
    code: i32,
    padding: i32,
    pid: i32,
    uid: u32,
    value: u64,
    rest: [u64; 12],
}

const _: () = assert!(size_of::<SignalInfo>() == 128);

impl SignalInfo {
    /// A signal queued by this process.
    pub(super) fn queued(signal: i32, pid: i32, value: u64) -> Self {
        // SAFETY: reads the process's own credentials.
        let uid = unsafe { libc::getuid() };
        let code = libc::SI_QUEUE;
        SignalInfo { signal, errno: 0, code, padding: 0, pid, uid, value, rest: [0; 12] }
    }
}
