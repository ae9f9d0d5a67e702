//! With whose rights the process runs.

/// Whether the process has rights that its starter has not: setuid, setgid, file capabilities.
pub(crate) fn is_elevated() -> bool {
    #[cfg(any(target_os = "linux", target_os = "android"))]
    {
        // SAFETY: reads a table that the kernel made at start.
        unsafe { libc::getauxval(libc::AT_SECURE) != 0 }
    }
    #[cfg(not(any(target_os = "linux", target_os = "android")))]
    {
        use rustix::process::{getegid, geteuid, getgid, getuid};
        getuid() != geteuid() || getgid() != getegid()
    }
}
