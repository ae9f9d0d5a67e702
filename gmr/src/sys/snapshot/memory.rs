//! Reading this process's memory where it may not be mapped.

use super::arch::system_call;
use super::task::process_id;
use std::fs::File;
use std::os::unix::fs::FileExt;

/// As many bytes from `address` on as are readable, at the most `to` takes.
///
/// # Safety
/// `to` must be writable for `len` bytes.
#[inline(always)]
pub(super) unsafe fn copy_if_mapped(pid: i32, address: u64, to: *mut u8, len: usize) -> usize {
    let local = [to as u64, len as u64];
    let remote = [address, len as u64];
    // SAFETY: the kernel writes to `to`, which the caller vouches for, and checks the rest.
    let read = unsafe {
        let (local, remote) = (local.as_ptr() as u64, remote.as_ptr() as u64);
        system_call(libc::SYS_process_vm_readv, [pid as u64, local, 1, remote, 1, 0])
    };
    if read < 0 { 0 } else { read as usize }
}

/// Whether the kernel and its filters let the process read itself by system call.
pub(super) fn can_copy() -> bool {
    let (word, mut copy) = (0x5afe_u64, 0_u64);
    let address = (&raw const word) as u64;
    // SAFETY: `copy` takes eight bytes.
    let read = unsafe { copy_if_mapped(process_id(), address, (&raw mut copy).cast(), 8) };
    read == 8 && copy == word
}

/// Reads code and data of this process; what is not mapped is not read, never a fault.
#[derive(Debug, Default)]
pub(crate) struct Memory {
    /// `/proc/self/mem`, for where a filter forbids the system call.
    file: Option<File>,
}

impl Memory {
    /// The bytes at `address`, if all of them are readable.
    pub(crate) fn read<const N: usize>(&mut self, address: u64) -> Option<[u8; N]> {
        let mut bytes = [0; N];
        // SAFETY: `bytes` takes N bytes.
        let read = unsafe { copy_if_mapped(process_id(), address, bytes.as_mut_ptr(), N) };
        if read == N {
            return Some(bytes);
        }
        if read > 0 || can_copy() {
            return None;
        }
        if self.file.is_none() {
            self.file = File::open("/proc/self/mem").ok();
        }
        self.file.as_ref()?.read_exact_at(&mut bytes, address).ok()?;
        Some(bytes)
    }
}
