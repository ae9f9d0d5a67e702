//! The file whose change asks for a report.

use rustix::process::geteuid;
use std::fs::{self, Metadata};
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};

/// A file that is looked at from time to time.
///
/// It may come, go, be renamed, truncated or dated in the future: any change fires.
#[derive(Debug)]
pub(crate) struct TriggerFile {
    path: PathBuf,
    seen: Option<Stamp>,
}

/// What changes when a file is touched, written, or replaced.
type Stamp = (u64, u64, u64, (i64, i64), (i64, i64));

impl TriggerFile {
    /// Watches `path` from its present state on; it need not exist yet.
    pub(crate) fn new(path: &Path) -> Self {
        let seen = fs::metadata(path).ok().map(|file| stamp(&file));
        TriggerFile { path: path.to_owned(), seen }
    }

    /// Its path.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Whether it exists.
    pub(crate) fn exists(&self) -> bool {
        self.seen.is_some()
    }

    /// Whether it changed since the last look; a file that vanished did not ask for anything.
    ///
    /// # Errors
    ///
    /// In words, if it changed but belongs to somebody who may not ask.
    pub(crate) fn changed(&mut self) -> Result<bool, String> {
        let Ok(file) = fs::metadata(&self.path) else {
            self.seen = None;
            return Ok(false);
        };
        let now = Some(stamp(&file));
        if now == self.seen {
            return Ok(false);
        }
        self.seen = now;
        // A link is as good as its owner: anybody may plant one in a shared directory.
        let link = fs::symlink_metadata(&self.path).ok();
        let stranger = [Some(file), link].into_iter().flatten().find(|file| !may_ask(file));
        match stranger {
            None => Ok(true),
            Some(file) => Err(format!(
                "the trigger file {} changed, but belongs to uid {}: it must belong to uid {} or root",
                self.path.display(),
                file.uid(),
                geteuid().as_raw(),
            )),
        }
    }
}

fn may_ask(file: &Metadata) -> bool {
    file.uid() == 0 || file.uid() == geteuid().as_raw()
}

fn stamp(file: &Metadata) -> Stamp {
    let (modified, changed) =
        ((file.mtime(), file.mtime_nsec()), (file.ctime(), file.ctime_nsec()));
    (file.dev(), file.ino(), file.size(), modified, changed)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use std::fs::File;
    use std::time::{Duration, SystemTime};

    fn watched(name: &str) -> (tempfile::TempDir, PathBuf, TriggerFile) {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join(name);
        fs::write(&path, "").unwrap();
        let watch = TriggerFile::new(&path);
        (dir, path, watch)
    }

    #[test]
    fn an_untouched_file_does_not_fire() {
        let (_dir, _path, mut watch) = watched("t");
        assert_eq!(watch.changed(), Ok(false));
    }

    #[test]
    fn a_change_fires_once() {
        let (_dir, path, mut watch) = watched("t");
        fs::write(&path, "now").unwrap();
        assert_eq!((watch.changed(), watch.changed()), (Ok(true), Ok(false)));
    }

    #[test]
    fn deletion_is_silent_and_recreation_fires() {
        let (_dir, path, mut watch) = watched("t");
        fs::remove_file(&path).unwrap();
        assert_eq!(watch.changed(), Ok(false));
        fs::write(&path, "").unwrap();
        assert_eq!(watch.changed(), Ok(true));
    }

    #[test]
    fn a_file_that_was_absent_fires_when_it_comes() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("later");
        let mut watch = TriggerFile::new(&path);
        assert!(!watch.exists());
        assert_eq!(watch.changed(), Ok(false));
        File::create(&path).unwrap();
        assert_eq!(watch.changed(), Ok(true));
    }

    #[test]
    fn a_future_date_does_not_hide_the_next_touch() {
        let (_dir, path, mut watch) = watched("t");
        let file = File::options().write(true).open(&path).unwrap();
        file.set_modified(SystemTime::now() + Duration::from_secs(1 << 20)).unwrap();
        assert_eq!(watch.changed(), Ok(true));
        file.set_modified(SystemTime::now()).unwrap();
        assert_eq!(watch.changed(), Ok(true));
    }

    #[test]
    fn a_replaced_file_fires() {
        let (dir, path, mut watch) = watched("t");
        let other = dir.path().join("other");
        fs::write(&other, "").unwrap();
        fs::rename(&other, &path).unwrap();
        assert_eq!(watch.changed(), Ok(true));
    }

    #[test]
    fn the_file_of_a_stranger_is_refused_with_its_owner() {
        let (_dir, path, mut watch) = watched("t");
        if !geteuid().is_root() {
            crate::error::skip("only root can give a file away");
            return;
        }
        std::os::unix::fs::chown(&path, Some(4242), None).unwrap();
        // Root may ask whatever it owns; a file of uid 4242 is a stranger's to root as well.
        assert!(watch.changed().unwrap_err().contains("belongs to uid 4242"));
    }
}
