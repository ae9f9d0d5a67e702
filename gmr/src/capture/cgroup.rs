//! The control group of this process, of either version of the kernel's interface.
//!
//! See `cgroups(7)` and the kernel's `Documentation/admin-guide/cgroup-v2.rst`.

mod figures;
mod mounts;
mod place;

use super::kernel;
#[cfg(all(any(test, fuzzing), gmr_capture))]
pub(crate) use figures::parse_files;
pub(crate) use figures::{Cpu, Figure, Io, Limit, Memory, Pids};
pub(crate) use mounts::plain;
use mounts::{Kind, Mount};
pub(crate) use place::Place;
#[cfg(test)]
use place::keyed;
use std::io;
use std::path::{Path, PathBuf};

/// More than either file is long, but for a machine with thousands of mounts.
const MOST: usize = 1 << 20;

/// Which interfaces there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Version {
    /// A hierarchy for each controller.
    V1,
    /// One hierarchy.
    V2,
    /// Controllers in the old ones, processes in the new one, too.
    Hybrid,
}

/// Where the process is.
#[derive(Debug)]
pub(crate) struct Cgroup {
    /// Which interfaces there are.
    pub(crate) version: Version,
    /// The path as the kernel tells it: of the one hierarchy, or of that with the memory.
    pub(crate) path: String,
    memberships: Vec<Membership>,
    mounts: Vec<Mount>,
    root: PathBuf,
}

/// A line of `/proc/self/cgroup`.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Membership {
    /// The controllers of an old hierarchy; none for the new one.
    controllers: Option<Vec<String>>,
    path: String,
}

impl Cgroup {
    /// That of this process; `None` if the kernel has none.
    pub(crate) fn of_process() -> io::Result<Option<Self>> {
        let memberships = kernel::of_process("cgroup", MOST)?;
        let mounts = kernel::of_process("mountinfo", MOST)?;
        Ok(Cgroup::new(&memberships, &mounts, Path::new("/")))
    }

    /// As these two files tell it; the files of the group are below `root`.
    pub(crate) fn new(memberships: &[u8], mounts: &[u8], root: &Path) -> Option<Self> {
        let memberships = memberships_of(memberships);
        let is_old = |m: &&Membership| m.controllers.as_ref().is_some_and(|all| !all.is_empty());
        let new = memberships.iter().find(|m| m.controllers.is_none());
        let version = match (memberships.iter().find(is_old), new) {
            (None, Some(_)) => Version::V2,
            (Some(_), None) => Version::V1,
            (Some(_), Some(_)) => Version::Hybrid,
            (None, None) => return None,
        };
        let of_memory = memberships.iter().find(|m| m.has("memory"));
        let main = of_memory.or(new).or_else(|| memberships.iter().find(is_old))?;
        let path = main.path.clone();
        let root = root.to_owned();
        Some(Cgroup { version, path, memberships, mounts: mounts::parse(mounts), root })
    }

    /// Where the files of an old controller are.
    fn old(&self, controller: &str) -> Option<Place> {
        let member = self.memberships.iter().find(|m| m.has(controller))?;
        self.place(member, |kind| match kind {
            Kind::Old(options) => options.iter().any(|option| option == controller),
            Kind::New => false,
        })
    }

    /// Where the files of the new hierarchy are.
    pub(crate) fn new_one(&self) -> Option<Place> {
        let member = self.memberships.iter().find(|m| m.controllers.is_none())?;
        self.place(member, |kind| *kind == Kind::New)
    }

    /// The first place where the group is seen: a hierarchy can be mounted several times.
    fn place(&self, member: &Membership, is_it: impl Fn(&Kind) -> bool) -> Option<Place> {
        let mounts = self.mounts.iter().filter(|mount| is_it(&mount.kind));
        mounts.into_iter().find_map(|mount| Place::below(&self.root, mount, &member.path))
    }
}

impl Membership {
    fn has(&self, controller: &str) -> bool {
        self.controllers.as_ref().is_some_and(|all| all.iter().any(|one| one == controller))
    }
}

/// The lines `4:memory,cpu:/a/b` and `0::/a/b`; what is of another form is left out.
fn memberships_of(text: &[u8]) -> Vec<Membership> {
    let text = String::from_utf8_lossy(text);
    let read = |line: &str| {
        let (id, rest) = line.split_once(':')?;
        let (controllers, path) = rest.split_once(':')?;
        let _: u32 = id.parse().ok()?;
        // A name is that of a hierarchy without a controller: `name=systemd`.
        let controllers = controllers.split(',').filter(|name| !name.contains('='));
        let controllers = controllers.filter(|name| !name.is_empty()).map(str::to_owned).collect();
        let controllers = (id != "0").then_some(controllers);
        Some(Membership { controllers, path: path.to_owned() })
    };
    text.lines().filter_map(read).collect()
}

/// The paths of all groups that the process is in, whichever the interface: a container's id is
/// in one of them.
pub(crate) fn paths(cgroup: &[u8]) -> Vec<String> {
    memberships_of(cgroup).into_iter().map(|membership| membership.path).collect()
}

#[cfg(test)]
mod tests;
