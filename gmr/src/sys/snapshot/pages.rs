//! Address space that takes memory only where it is used.

use std::io;
use std::ptr;

/// The size of a page: 4 KiB, on some architectures also 16 or 64.
pub(super) fn page_size() -> usize {
    // SAFETY: asks for a number.
    let size = unsafe { libc::sysconf(libc::_SC_PAGESIZE) };
    usize::try_from(size).ok().filter(|size| size.is_power_of_two()).unwrap_or(4096)
}

/// A range of addresses, reserved once and never given back: a late handler may still look at it.
#[derive(Debug)]
pub(super) struct Pages {
    start: *mut u8,
    reserved: usize,
    usable: usize,
}

// SAFETY: the range belongs to this value alone; who uses it says how.
unsafe impl Send for Pages {}

impl Pages {
    /// Reserves nothing.
    pub(super) fn none() -> Self {
        Pages { start: ptr::null_mut(), reserved: 0, usable: 0 }
    }

    /// Reserves `len` bytes, a multiple of the page size.
    ///
    /// Nothing is accessible yet, so that neither `mlockall` nor strict overcommit charges for it.
    /// A forked child does not get the range.
    pub(super) fn reserve(len: usize) -> io::Result<Self> {
        let flags = libc::MAP_PRIVATE | libc::MAP_ANONYMOUS | libc::MAP_NORESERVE;
        // SAFETY: a new mapping at an address of the kernel's choice.
        let start = unsafe { libc::mmap(ptr::null_mut(), len, libc::PROT_NONE, flags, -1, 0) };
        if start == libc::MAP_FAILED {
            return Err(io::Error::last_os_error());
        }
        // SAFETY: advice on the mapping just made; after `mlockall(MCL_FUTURE)` it is locked.
        unsafe {
            libc::madvise(start, len, libc::MADV_DONTFORK);
            libc::munlock(start, len);
        }
        Ok(Pages { start: start.cast(), reserved: len, usable: 0 })
    }

    pub(super) fn start(&self) -> *mut u8 {
        self.start
    }

    /// Makes at least `len` bytes accessible, if that many are reserved; says how many are.
    pub(super) fn allow(&mut self, len: usize) -> usize {
        let len = len.min(self.reserved).next_multiple_of(page_size());
        if len > self.usable {
            let access = libc::PROT_READ | libc::PROT_WRITE;
            // SAFETY: within the reserved range, which is a multiple of the page size.
            let result = unsafe { libc::mprotect(self.start.cast(), len, access) };
            if result == 0 {
                self.usable = len;
            }
        }
        self.usable
    }

    /// Gives the memory behind the first `kept` bytes back; it reads as zeros then.
    pub(super) fn release(&self, kept: usize) {
        let kept = kept.next_multiple_of(page_size());
        if kept < self.usable {
            // SAFETY: within the range; the caller keeps nothing there.
            unsafe {
                let from = self.start.add(kept).cast();
                libc::madvise(from, self.usable - kept, libc::MADV_DONTNEED);
            }
        }
    }
}
