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

/// The bytes of a file and a value that borrows from them.
pub(crate) struct Loaded<T: OverBytes> {
    // Dropped first: it borrows from the bytes.
    value: T::Value<'static>,
    _bytes: Bytes,
}

/// Where the bytes are; they stay there when this moves.
enum Bytes {
    Mapped(Mmap),
    /// Not a box: to move one is to say that nobody else has its address.
    Read(Vec<u8>),
}

impl<T: OverBytes> Loaded<T> {
    /// Maps `file` and makes a value over its bytes.
    ///
    /// The file must not be made shorter meanwhile: only for the program and its libraries, which
    /// would not survive that either.
    #[cfg_attr(
        not(gmr_capture),
        expect(dead_code, reason = "without capture no code is looked at")
    )]
    pub(crate) fn map(
        file: &File,
        make: impl for<'a> FnOnce(&'a [u8]) -> Option<T::Value<'a>>,
    ) -> io::Result<Option<Self>> {
        // SAFETY: private and read-only; for changes to the file see above.
        let mapping = unsafe { Mmap::map(file)? };
        Ok(Self::over(Bytes::Mapped(mapping), make))
    }

    /// Makes a value over the bytes of a file that was read.
    pub(crate) fn read(
        bytes: Vec<u8>,
        make: impl for<'a> FnOnce(&'a [u8]) -> Option<T::Value<'a>>,
    ) -> Option<Self> {
        Self::over(Bytes::Read(bytes), make)
    }

    fn over(
        bytes: Bytes,
        make: impl for<'a> FnOnce(&'a [u8]) -> Option<T::Value<'a>>,
    ) -> Option<Self> {
        let (start, len) = match &bytes {
            Bytes::Mapped(mapping) => (mapping.as_ptr(), mapping.len()),
            Bytes::Read(bytes) => (bytes.as_ptr(), bytes.len()),
        };
        // SAFETY: the bytes stay where they are, unchanged, and are dropped after the value.
        // `make` and `with` take any lifetime, so that none of them can keep the bytes.
        let slice = unsafe { slice::from_raw_parts(start, len) };
        make(slice).map(|value| Loaded { value, _bytes: bytes })
    }

    /// Looks at the value.
    pub(crate) fn with<R>(&self, look: impl for<'v, 'a> FnOnce(&'v T::Value<'a>) -> R) -> R {
        look(&self.value)
    }
}
