//! Files in which the kernel and the system tell of themselves, read up to a bound.

use rustix::fs::{Mode, OFlags};
use std::fs::File;
use std::io::{self, Read as _};
use std::path::Path;

/// The first `most` bytes of a file.
///
/// It is not waited for: what looks like a file of the system may be a pipe.
pub(crate) fn read(path: impl AsRef<Path>, most: usize) -> io::Result<Vec<u8>> {
    let flags = OFlags::RDONLY | OFlags::CLOEXEC | OFlags::NONBLOCK | OFlags::NOCTTY;
    let file = rustix::fs::open(path.as_ref(), flags, Mode::empty())?;
    let mut bytes = Vec::new();
    File::from(file).take(most as u64).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// The same of the file of this name in `/proc` that tells of this process.
///
/// The directory of the thread is asked first: that of the process tells nothing once the main
/// thread has ended, though others go on.
pub(crate) fn of_process(name: &str, most: usize) -> io::Result<Vec<u8>> {
    let of_thread = read(Path::new("/proc/thread-self").join(name), most);
    of_thread.or_else(|_| read(Path::new("/proc/self").join(name), most))
}

/// A directory with these files, for what reads those of a system below it.
#[cfg(test)]
#[allow(clippy::unwrap_used)]
pub(crate) fn tree(files: &[(&str, &str)]) -> tempfile::TempDir {
    let root = tempfile::tempdir().unwrap();
    for (path, text) in files {
        let path = root.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    root
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_read_up_to_its_bound() {
        let directory = tree(&[("x", "0123456789")]);
        let path = directory.path().join("x");
        assert_eq!(read(&path, 4).unwrap(), b"0123");
        assert_eq!(read(&path, 40).unwrap(), b"0123456789");
        assert_eq!(
            read(directory.path().join("y"), 4).unwrap_err().kind(),
            io::ErrorKind::NotFound
        );
    }

    #[cfg(any(target_os = "linux", target_os = "android"))]
    #[test]
    fn a_pipe_in_place_of_a_file_is_not_waited_for() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("pipe");
        let mode = Mode::from_raw_mode(0o600);
        rustix::fs::mknodat(rustix::fs::CWD, &path, rustix::fs::FileType::Fifo, mode, 0).unwrap();
        assert_eq!(read(&path, 4).unwrap(), b"");
    }
}
