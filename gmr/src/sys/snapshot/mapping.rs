//! Files as memory, and values that borrow from them.

use memmap2::Mmap;
use std::fs::File;
use std::io;
use std::slice;

/// A type that borrows from bytes.
pub(crate) trait OverBytes {
    /// It, over bytes that live for `'a`.
    type Value<'a>;
}

/// A mapped file and a value that borrows from it.
///
/// The file must not be made shorter meanwhile. Those mapped here are the program and its
/// libraries, which would not survive that either.
pub(crate) struct Mapped<T: OverBytes> {
    // Dropped first: it borrows from the mapping.
    value: T::Value<'static>,
    _mapping: Mmap,
}

impl<T: OverBytes> Mapped<T> {
    /// Maps `file` and makes a value over its bytes.
    pub(crate) fn new(
        file: &File,
        make: impl for<'a> FnOnce(&'a [u8]) -> Option<T::Value<'a>>,
    ) -> io::Result<Option<Self>> {
        // SAFETY: private and read-only; for changes to the file see above.
        let mapping = unsafe { Mmap::map(file)? };
        // SAFETY: the mapping stays where it is when `Mmap` moves and is dropped after the value.
        // `make` and `with` take any lifetime, so that none of them can keep the bytes.
        let bytes = unsafe { slice::from_raw_parts(mapping.as_ptr(), mapping.len()) };
        Ok(make(bytes).map(|value| Mapped { value, _mapping: mapping }))
    }

    /// Looks at the value.
    pub(crate) fn with<R>(&self, look: impl for<'v, 'a> FnOnce(&'v T::Value<'a>) -> R) -> R {
        look(&self.value)
    }
}
