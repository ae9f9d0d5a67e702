//! Where control groups are mounted, in `/proc/self/mountinfo`.

use std::path::PathBuf;

/// A mounted hierarchy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Mount {
    pub(super) kind: Kind,
    /// The group that is seen there as the outermost one.
    pub(super) root: String,
    /// The directory.
    pub(super) point: PathBuf,
}

/// Of which interface it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Kind {
    /// The new one.
    New,
    /// The old one, with its options; the names of its controllers are among them.
    Old(Vec<String>),
}

/// The mounted hierarchies among all mounts.
pub(super) fn parse(mountinfo: &[u8]) -> Vec<Mount> {
    String::from_utf8_lossy(mountinfo).lines().filter_map(mount).collect()
}

/// `35 31 0:32 ROOT POINT OPTIONS TAGS... - TYPE SOURCE OPTIONS`, see `proc_pid_mountinfo(5)`.
fn mount(line: &str) -> Option<Mount> {
    let (mount, filesystem) = line.split_once(" - ")?;
    let mut words = filesystem.split(' ');
    let kind = match words.next()? {
        "cgroup2" => Kind::New,
        "cgroup" => Kind::Old(words.nth(1)?.split(',').map(str::to_owned).collect()),
        _ => return None,
    };
    let mut words = mount.split(' ').skip(3);
    let (root, point) = (plain(words.next()?), plain(words.next()?));
    Some(Mount { kind, root, point: point.into() })
}

/// The kernel writes a space as `\040`, and some others likewise.
pub(crate) fn plain(word: &str) -> String {
    let mut bytes = Vec::with_capacity(word.len());
    let mut rest = word.as_bytes();
    while let Some((byte, behind)) = rest.split_first() {
        let octal = behind.get(..3).filter(|_| *byte == b'\\').and_then(octal);
        bytes.push(octal.unwrap_or(*byte));
        rest = if octal.is_some() { behind.get(3..).unwrap_or_default() } else { behind };
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn octal(digits: &[u8]) -> Option<u8> {
    u8::from_str_radix(std::str::from_utf8(digits).ok()?, 8).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_hierarchies_are_taken_from_the_mounts() {
        let text = b"31 23 0:28 / /sys/fs/cgroup rw - tmpfs tmpfs rw,mode=755\n\
            35 31 0:32 /a\\040b /sys/fs/cgroup/memory rw,relatime shared:1 master:2 - cgroup cgroup rw,memory\n\
            29 23 0:26 / /sys/fs/cgroup/unified rw,nosuid - cgroup2 cgroup2 rw,nsdelegate\n\
            broken - cgroup2\n36 - cgroup\n";
        let old = Mount {
            kind: Kind::Old(vec!["rw".into(), "memory".into()]),
            root: "/a b".into(),
            point: "/sys/fs/cgroup/memory".into(),
        };
        let new =
            Mount { kind: Kind::New, root: "/".into(), point: "/sys/fs/cgroup/unified".into() };
        assert_eq!(parse(text), [old, new]);
    }

    #[test]
    fn a_backslash_that_is_none_of_the_kernels_stays() {
        for (word, expect) in
            [("\\134", "\\"), ("a\\04", "a\\04"), ("\\999x", "\\999x"), ("é\\", "é\\")]
        {
            assert_eq!(plain(word), expect);
        }
    }
}
