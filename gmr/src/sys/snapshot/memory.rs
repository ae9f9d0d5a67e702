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
pub(in crate::sys) unsafe fn copy_if_mapped(
    pid: i32,
    address: u64,
    to: *mut u8,
    len: usize,
) -> usize {
    let local = [to as u64, len as u64];
    let remote = [address, len as u64];
    // SAFETY: the kernel writes to `to`, which the caller vouches for, and checks the rest.
    let read = unsafe {
        let (local, remote) = (local.as_ptr() as u64, remote.as_ptr() as u64);
        system_call(libc::SYS_process_vm_readv, [pid as u64, local, 1, remote, 1, 0])
    };
    if read < 0 { 0 } else { read as usize }
}

/// As [`copy_if_mapped`], by a descriptor of `/proc/self/mem`.
///
/// # Safety
/// `to` must be writable for `len` bytes.
#[inline(always)]
pub(in crate::sys) unsafe fn copy_by_file(
    file: i32,
    address: u64,
    to: *mut u8,
    len: usize,
) -> usize {
    // SAFETY: the kernel writes to `to`, which the caller vouches for, and checks the rest.
    let read = unsafe {
        system_call(libc::SYS_pread64, [file as u64, to as u64, len as u64, address, 0, 0])
    };
    if read < 0 { 0 } else { read as usize }
}

/// Whether the kernel and its filters let the process read itself by system call.
pub(in crate::sys) fn can_copy() -> bool {
    let (word, mut copy) = (0x5afe_u64, 0_u64);
    let address = (&raw const word) as u64;
    // SAFETY: `copy` takes eight bytes.
    let read = unsafe { copy_if_mapped(process_id(), address, (&raw mut copy).cast(), 8) };
    read == 8 && copy == word
}

/// How this process can be read.
#[derive(Debug, Default)]
enum Way {
    /// By system call, as long as that never fails.
    #[default]
    Call,
    /// By system call, as was tried.
    ProvenCall,
    /// A filter forbids the call, so by `/proc/self/mem`.
    File(File),
    /// Not at all.
    None,
}

/// Reads code and data of this process; what is not mapped is not read, never a fault.
#[derive(Debug, Default)]
pub(crate) struct Memory {
    way: Way,
}

impl Memory {
    /// The bytes at `address`, if all of them are readable.
    pub(crate) fn read<const N: usize>(&mut self, address: u64) -> Option<[u8; N]> {
        let mut bytes = [0; N];
        (self.copy(address, &mut bytes) == N).then_some(bytes)
    }

    /// Copies bytes from `address` on; as many as are readable.
    pub(crate) fn copy(&mut self, address: u64, to: &mut [u8]) -> usize {
        match &self.way {
            Way::Call | Way::ProvenCall => {}
            Way::File(file) => return file.read_at(to, address).unwrap_or(0),
            Way::None => return 0,
        }
        // SAFETY: `to` is as long as that.
        let read = unsafe { copy_if_mapped(process_id(), address, to.as_mut_ptr(), to.len()) };
        if read > 0 || to.is_empty() || matches!(self.way, Way::ProvenCall) {
            return read;
        }
        self.way = if can_copy() {
            Way::ProvenCall
        } else {
            File::open("/proc/self/mem").map_or(Way::None, Way::File)
        };
        if matches!(self.way, Way::File(_)) { self.copy(address, to) } else { 0 }
    }

    /// Keeps no file open: the program may close whatever it finds, and a fork child has other
    /// memory.
    pub(crate) fn rest(&mut self) {
        self.way = Way::Call;
    }
}
