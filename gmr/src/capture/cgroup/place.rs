//! The directory of a group, and the groups that it is in.

use super::mounts::Mount;
use crate::capture::kernel;
use std::io;
use std::path::{Component, Path, PathBuf};

/// More than any of its files is long, but for one that tells of thousands of disks.
const MOST: usize = 64 * 1024;
/// Groups are not nested deeper, unless what says so is damaged.
const DEEPEST: usize = 32;

/// A group as far as it is seen from here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Place {
    /// Of the outermost group that is seen.
    mount: PathBuf,
    /// Of this one, from there.
    inner: PathBuf,
}

impl Place {
    /// The group of this path, where its hierarchy is mounted; `None` if it is not seen there.
    pub(super) fn below(root: &Path, mount: &Mount, path: &str) -> Option<Self> {
        // In a container, the outermost group is often its own, by its name outside.
        let inner = Path::new(path).strip_prefix(&mount.root).ok()?;
        // `/..` is outside of the namespace of this process.
        let is_plain = |part: Component<'_>| matches!(part, Component::Normal(_));
        let point = mount.point.strip_prefix("/").unwrap_or(&mount.point);
        let place = Place { mount: root.join(point), inner: inner.to_owned() };
        inner.components().all(is_plain).then_some(place)
    }

    /// What stands in a file of the group.
    pub(crate) fn read(&self, file: &str) -> io::Result<Vec<u8>> {
        kernel::read(self.mount.join(&self.inner).join(file), MOST)
    }

    /// The number in a file of the group, and nothing for `max`.
    pub(super) fn number(&self, file: &str) -> io::Result<Option<u64>> {
        let text = self.read(file)?;
        number(&text).ok_or_else(|| io::ErrorKind::InvalidData.into())
    }

    /// The smallest of what a file says of the group and of those that it is in, if any is
    /// limited; and the path of the group that says it, if it is not this one.
    pub(super) fn least<T: PartialOrd>(
        &self,
        read: impl Fn(&Place) -> io::Result<Option<T>>,
    ) -> io::Result<Option<(T, Option<String>)>> {
        let mut least = read(self)?.map(|limit| (limit, None));
        for outer in self.outer() {
            // The outermost one has no limits, and so no file for them.
            let Ok(Some(limit)) = read(&outer) else { continue };
            if least.as_ref().is_none_or(|(known, _)| limit < *known) {
                least = Some((limit, Some(format!("/{}", outer.inner.display()))));
            }
        }
        Ok(least)
    }

    fn outer(&self) -> impl Iterator<Item = Place> {
        let outer = self.inner.ancestors().skip(1).take(DEEPEST);
        outer.map(|inner| Place { inner: inner.to_owned(), ..self.clone() })
    }
}

/// `123`, or `max`.
fn number(text: &[u8]) -> Option<Option<u64>> {
    match std::str::from_utf8(text).ok()?.trim() {
        "max" => Some(None),
        number => number.parse().ok().map(Some),
    }
}

/// The number behind a name, in lines of names and numbers.
pub(super) fn keyed(text: &[u8], name: &str) -> Option<u64> {
    let text = std::str::from_utf8(text).ok()?;
    text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' ')?.trim().parse().ok())
}
