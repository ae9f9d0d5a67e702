//! The operating system, and whether its kernel is one.

use super::{Kernel, read};
use std::io;
use std::path::Path;

/// `/etc/os-release`: which distribution, see `os-release(5)`. In a container it is that of the
/// image.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Release {
    /// `Debian GNU/Linux`.
    pub(crate) name: Option<String>,
    /// `12`.
    pub(crate) version: Option<String>,
    /// `Debian GNU/Linux 12 (bookworm)`.
    pub(crate) pretty: Option<String>,
    /// What names exactly this build of it; few have it.
    pub(crate) build: Option<String>,
}

impl Release {
    /// That of this system.
    pub(crate) fn of_system(root: &Path) -> io::Result<Self> {
        let text = read(root, "etc/os-release").or_else(|_| read(root, "usr/lib/os-release"))?;
        Ok(Release::parse(&text))
    }

    /// Reads lines such as `NAME="Debian GNU/Linux"`.
    pub(crate) fn parse(text: &[u8]) -> Self {
        let text = String::from_utf8_lossy(text);
        let of = |name: &str| {
            let value = |line: &str| Some(unquoted(line.strip_prefix(name)?.strip_prefix('=')?));
            text.lines().filter_map(value).find(|value| !value.is_empty())
        };
        Release {
            name: of("NAME"),
            version: of("VERSION_ID"),
            pretty: of("PRETTY_NAME"),
            build: of("BUILD_ID"),
        }
    }
}

/// Without the quotes of a shell, and the backslashes that stand in them.
pub(super) fn unquoted(value: &str) -> String {
    let value = value.trim();
    let inner = ['"', '\''].into_iter().find_map(|quote| {
        value.strip_prefix(quote)?.strip_suffix(quote).map(|inner| (inner, quote))
    });
    match inner {
        None => value.to_owned(),
        Some((inner, '\'')) => inner.to_owned(),
        Some((inner, _)) => {
            let mut plain = String::with_capacity(inner.len());
            let mut chars = inner.chars();
            while let Some(c) = chars.next() {
                plain.extend(if c == '\\' { chars.next() } else { Some(c) });
            }
            plain
        }
    }
}

/// What looks like a kernel and is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sandbox {
    /// gVisor answers system calls in a process of its own.
    GVisor,
    /// The Windows Subsystem for Linux, in its first version; its second is a virtual machine.
    Wsl1,
}

/// Whether a sandbox plays the kernel.
///
/// gVisor gives its own name since 2025; before, each of its versions gave the same one, with the
/// date of a build of Linux 4.4 (`pkg/sentry/syscalls/linux/linux64.go`).
pub(crate) fn sandbox(kernel: &Kernel) -> Option<Sandbox> {
    let names = |word: &str| kernel.release.contains(word) || kernel.version.contains(word);
    if names("gvisor") || kernel.version == "#1 SMP Sun Jan 10 15:06:54 PST 2016" {
        return Some(Sandbox::GVisor);
    }
    let is_wsl1 = kernel.release.ends_with("-Microsoft");
    is_wsl1.then_some(Sandbox::Wsl1)
}
