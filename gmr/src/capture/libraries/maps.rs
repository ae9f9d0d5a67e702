//! The mappings of files, in `/proc/self/maps`.

use crate::capture::cgroup::plain;
use std::ops::Range;

/// A part of a file in memory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Mapping {
    /// Where it is.
    pub(super) range: Range<u64>,
    /// Whether it has code.
    pub(super) is_code: bool,
    /// As the kernel writes it.
    path: String,
}

impl Mapping {
    /// The path of its file if that has no name any more.
    pub(super) fn deleted_path(&self) -> Option<&str> {
        self.path.strip_suffix(" (deleted)")
    }
}

/// `start-end rwxp offset device inode path`, one a line; those without a path are left out.
pub(crate) fn parse(maps: &[u8]) -> Vec<Mapping> {
    maps.split(|byte| *byte == b'\n').filter_map(mapping).collect()
}

fn mapping(line: &[u8]) -> Option<Mapping> {
    let line = String::from_utf8_lossy(line);
    let mut rest = &*line;
    let mut word = || {
        let (word, behind) = rest.split_once(' ')?;
        rest = behind.trim_start_matches(' ');
        Some(word)
    };
    let (start, end) = word()?.split_once('-')?;
    let flags = word()?;
    let (_offset, _device, _inode) = (word()?, word()?, word()?);
    let number = |text| u64::from_str_radix(text, 16).ok();
    let range = number(start)?..number(end)?;
    let is_code = flags.as_bytes().get(2) == Some(&b'x');
    rest.starts_with('/').then(|| Mapping { range, is_code, path: plain(rest) })
}

/// Those that have code, each file once.
#[cfg(any(test, not(gmr_capture)))]
pub(super) fn with_code(mappings: Vec<Mapping>) -> Vec<super::Library> {
    let mut found: Vec<super::Library> = Vec::new();
    for mapping in mappings.into_iter().filter(|mapping| mapping.is_code) {
        let path = mapping.deleted_path().unwrap_or(&mapping.path);
        match found.iter_mut().find(|library| library.path == path) {
            Some(library) => library.range.end = mapping.range.end,
            None => {
                let (path, range) = (path.to_owned(), mapping.range);
                found.push(super::Library { path, build_id: None, range });
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    const MAPS: &[u8] = b"55d0-55d8 r-xp 00000000 08:01 42                   /bin/a b (deleted)\n\
        7f00-7f10 rw-p 00000000 00:00 0 \n\
        7f10-7f20 r-xp 00000000 08:01 43                         /lib/a\\012b.so\n\
        7f20-7f30 r--p 00000000 08:01 44                         /usr/lib/locale\n\
        7f30-7f40 r-xp 00001000 08:01 43                         /lib/a\\012b.so\n\
        7ffe-7fff rw-p 00000000 00:00 0                          [stack]\n\
        x-y r-xp 0 0 0 /z\nbroken\n";

    #[test]
    fn only_files_are_kept() {
        let all = parse(MAPS);
        let paths: Vec<&str> = all.iter().map(|mapping| mapping.path.as_str()).collect();
        assert_eq!(
            paths,
            ["/bin/a b (deleted)", "/lib/a\nb.so", "/usr/lib/locale", "/lib/a\nb.so"]
        );
        assert_eq!(all[0].deleted_path(), Some("/bin/a b"));
        assert_eq!((all[0].range.clone(), all[1].deleted_path()), (0x55d0..0x55d8, None));
    }

    #[test]
    fn a_file_with_code_is_told_once() {
        let all = with_code(parse(MAPS));
        let told: Vec<_> = all.iter().map(|l| (l.path.as_str(), l.range.clone())).collect();
        assert_eq!(told, [("/bin/a b", 0x55d0..0x55d8), ("/lib/a\nb.so", 0x7f10..0x7f40)]);
    }
}
