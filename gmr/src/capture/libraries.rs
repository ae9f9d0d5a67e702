//! The program and its libraries, and what became of their files.

mod maps;

use super::kernel;
pub(crate) use maps::{Mapping, parse};
use std::io;
use std::ops::Range;

/// A process can have 65,530 mappings unless its machine says otherwise; this is twice as much.
const MAPS: usize = 16 << 20;

/// The program or a library of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Library {
    /// As the loader or the kernel knows it.
    pub(crate) path: String,
    /// What names exactly this build of it, in hexadecimal.
    pub(crate) build_id: Option<String>,
    /// From the first loaded byte to the last.
    pub(crate) range: Range<u64>,
}

/// What became of a file since it was loaded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Change {
    /// It is gone.
    Deleted,
    /// Another one has its name.
    Replaced,
}

/// What is loaded, in the order in which the loader knows it.
#[cfg(gmr_capture)]
pub(crate) fn libraries() -> io::Result<Vec<Library>> {
    use super::symbols::hex;
    use crate::sys::snapshot::objects::{Kind, outlines};

    let library = |object: crate::sys::snapshot::objects::Object| {
        let path = match object.kind {
            Kind::Program => std::fs::read_link("/proc/self/exe").unwrap_or_default(),
            Kind::Library => object.path,
            Kind::Vdso => "[vdso]".into(),
        };
        let build_id = (!object.build_id.is_empty()).then(|| hex(&object.build_id));
        Library { path: path.to_string_lossy().into_owned(), build_id, range: object.range }
    };
    Ok(outlines().into_iter().map(library).collect())
}

/// What has code of a file, in the order of its addresses; who loaded it is not known.
#[cfg(not(gmr_capture))]
pub(crate) fn libraries() -> io::Result<Vec<Library>> {
    Ok(maps::with_code(mappings()?))
}

/// The mappings of files.
pub(crate) fn mappings() -> io::Result<Vec<Mapping>> {
    kernel::of_process("maps", MAPS).map(|text| parse(&text))
}

impl Library {
    /// What became of its file, as the kernel tells it of the mapping at its first byte.
    ///
    /// Numbers of files are not compared: some file systems give two for one file. A package that
    /// is upgraded puts a new file in the old one's place, which then has no name.
    pub(crate) fn change(&self, mappings: &[Mapping]) -> Option<(Change, String)> {
        let at = self.range.start;
        // The kernel lists them in the order of their addresses.
        let mapping = mappings.get(mappings.partition_point(|mapping| mapping.range.end <= at))?;
        let mapping = Some(mapping).filter(|mapping| mapping.range.contains(&at))?;
        let path = mapping.deleted_path()?;
        let is_there = std::fs::symlink_metadata(path).is_ok();
        let change = if is_there { Change::Replaced } else { Change::Deleted };
        Some((change, path.to_owned()))
    }
}

#[cfg(all(test, any(target_os = "linux", target_os = "android")))]
mod tests {
    use super::*;

    fn library(start: u64) -> Library {
        Library { path: String::new(), build_id: None, range: start..start + 1 }
    }

    #[test]
    fn a_file_without_its_name_is_gone_or_replaced() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("lib (deleted) x.so");
        let line = format!("1000-2000 r-xp 0 08:01 42      {} (deleted)\n", path.display());
        let lines = format!("{line}3000-4000 r-xp 0 08:01 42      /lib/y.so\n");
        let mappings = parse(lines.as_bytes());
        let gone = library(0x1000).change(&mappings);
        assert_eq!(gone, Some((Change::Deleted, path.display().to_string())));
        std::fs::write(&path, "new").unwrap();
        let replaced = library(0x1fff).change(&mappings).map(|(change, _)| change);
        assert_eq!(replaced, Some(Change::Replaced));
        assert_eq!(library(0x3000).change(&mappings), None);
        assert_eq!(library(0x5000).change(&mappings), None);
    }

    #[test]
    fn the_program_is_among_what_is_loaded() {
        let all = libraries().unwrap();
        let exe = std::env::current_exe().unwrap().display().to_string();
        let program = all.iter().find(|library| library.path == exe).expect("the program");
        let address = the_program_is_among_what_is_loaded as *const () as u64;
        assert!(program.range.contains(&address) || cfg!(not(gmr_capture)));
        assert_eq!(program.change(&mappings().unwrap()), None);
    }
}
