//! A file that nobody sees under its name until it is whole.

use super::name::PARTIAL;
use rustix::fs::{AtFlags, Mode, OFlags, fchmod, linkat, openat, unlinkat};
use rustix::io::Errno;
use std::fs::File;
use std::os::fd::BorrowedFd;

/// A file under its provisional name; removed when dropped, unless published.
#[derive(Debug)]
pub(super) struct Partial<'d> {
    dir: BorrowedFd<'d>,
    name: String,
    file: File,
    renamed: bool,
}

impl<'d> Partial<'d> {
    /// A new file that only its owner can read.
    ///
    /// [`Errno::EXIST`] if the name is taken, be it by a symbolic link.
    pub(super) fn create(dir: BorrowedFd<'d>, name: &str) -> Result<Self, Errno> {
        let name = format!("{name}{PARTIAL}");
        let flags =
            OFlags::CREATE | OFlags::EXCL | OFlags::NOFOLLOW | OFlags::CLOEXEC | OFlags::WRONLY;
        let mode = Mode::RUSR | Mode::WUSR;
        let file = File::from(openat(dir, &name, flags, mode)?);
        let partial = Partial { dir, name, file, renamed: false };
        // A umask may have taken the owner's own rights.
        fchmod(&partial.file, mode)?;
        Ok(partial)
    }

    /// The file to fill.
    pub(super) fn file(&mut self) -> &mut File {
        &mut self.file
    }

    /// Gives the file its name; [`Errno::EXIST`] if that is taken.
    pub(super) fn publish(&mut self, name: &str) -> Result<(), Errno> {
        match self.rename(name) {
            // The file system, the kernel or a system call filter knows no rename without
            // replacing.
            Err(Errno::INVAL | Errno::NOSYS | Errno::OPNOTSUPP | Errno::PERM) => self.link(name),
            Err(errno) => Err(errno),
            Ok(()) => {
                self.renamed = true;
                Ok(())
            }
        }
    }

    /// Gives the file a second name, which never replaces; the first goes with the drop.
    fn link(&self, name: &str) -> Result<(), Errno> {
        linkat(self.dir, &self.name, self.dir, name, AtFlags::empty())
    }

    #[cfg(any(target_os = "linux", target_os = "android"))]
    fn rename(&self, name: &str) -> Result<(), Errno> {
        use rustix::fs::{RenameFlags, renameat_with};
        renameat_with(self.dir, &self.name, self.dir, name, RenameFlags::NOREPLACE)
    }

    #[cfg(not(any(target_os = "linux", target_os = "android")))]
    fn rename(&self, _name: &str) -> Result<(), Errno> {
        Err(Errno::NOSYS)
    }
}

impl Drop for Partial<'_> {
    fn drop(&mut self) {
        if !self.renamed {
            // Nobody is left to tell that even this failed.
            let _ = unlinkat(self.dir, &self.name, AtFlags::empty());
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use std::fs;
    use std::io::Write;
    use std::os::fd::AsFd;
    use tempfile::tempdir;

    #[test]
    fn a_file_system_without_exclusive_rename_keeps_one_whole_file() {
        let temp = tempdir().unwrap();
        let dir = File::open(temp.path()).unwrap();
        fs::write(temp.path().join("taken"), "old").unwrap();
        let mut partial = Partial::create(dir.as_fd(), "report").unwrap();
        partial.file().write_all(b"whole").unwrap();
        assert_eq!(partial.link("taken"), Err(Errno::EXIST));
        assert_eq!(partial.link("report"), Ok(()));
        drop(partial);
        assert_eq!(fs::read(temp.path().join("taken")).unwrap(), b"old");
        assert_eq!(fs::read(temp.path().join("report")).unwrap(), b"whole");
        assert!(!temp.path().join("report.partial").exists());
    }

    #[test]
    fn a_name_that_is_taken_is_not_replaced() {
        let temp = tempdir().unwrap();
        let dir = File::open(temp.path()).unwrap();
        fs::write(temp.path().join("taken"), "old").unwrap();
        let mut partial = Partial::create(dir.as_fd(), "report").unwrap();
        assert_eq!(partial.publish("taken"), Err(Errno::EXIST));
        assert_eq!(partial.publish("free"), Ok(()));
        drop(partial);
        assert_eq!(fs::read(temp.path().join("taken")).unwrap(), b"old");
        assert!(temp.path().join("free").exists());
        assert!(!temp.path().join("report.partial").exists());
    }
}
