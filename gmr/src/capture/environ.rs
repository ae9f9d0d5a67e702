//! The environment of the process, as it was started.

use std::io;

/// More than the kernel takes at a start.
#[cfg(any(target_os = "linux", target_os = "android"))]
const MOST: usize = 8 << 20;

/// The variables, each ended by a zero.
///
/// Those of the start: the list that the C library keeps cannot be read while another thread
/// changes it, and has a lock that a stuck thread may hold.
#[cfg(any(target_os = "linux", target_os = "android"))]
pub(crate) fn environ() -> io::Result<Vec<u8>> {
    super::kernel::of_process("environ", MOST)
}

/// The variables, each ended by a zero.
#[cfg(not(any(target_os = "linux", target_os = "android")))]
pub(crate) fn environ() -> io::Result<Vec<u8>> {
    let mut all = Vec::new();
    for (name, value) in std::env::vars_os() {
        all.extend_from_slice(name.as_encoded_bytes());
        all.push(b'=');
        all.extend_from_slice(value.as_encoded_bytes());
        all.push(0);
    }
    Ok(all)
}

/// Names and values; what is not both is left out: a program may have written over the place.
pub(crate) fn variables(environ: &[u8]) -> impl Iterator<Item = (&[u8], &[u8])> {
    environ.split(|byte| *byte == 0).filter_map(|variable| {
        let end = variable.iter().position(|byte| *byte == b'=').filter(|end| *end > 0)?;
        Some((variable.get(..end)?, variable.get(end + 1..)?))
    })
}

/// The value of the first variable of this name, which is the one that the C library finds.
pub(crate) fn value<'e>(environ: &'e [u8], name: &str) -> Option<&'e str> {
    let (_, value) = variables(environ).find(|(known, _)| *known == name.as_bytes())?;
    std::str::from_utf8(value).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_variable_ends_at_its_zero_and_its_name_at_the_first_sign() {
        let environ = b"A=b=c\0EMPTY=\0no variable\0=x\0\0LINE=a\nB=c\0A=second\0\xff=\xff";
        let all: Vec<_> = variables(environ).collect();
        let expect: [(&[u8], &[u8]); 5] = [
            (b"A", b"b=c"),
            (b"EMPTY", b""),
            (b"LINE", b"a\nB=c"),
            (b"A", b"second"),
            (b"\xff", b"\xff"),
        ];
        assert_eq!(all, expect);
        assert_eq!(value(environ, "A"), Some("b=c"));
        assert_eq!((value(environ, "B"), value(environ, "\u{ff}")), (None, None));
    }
}
