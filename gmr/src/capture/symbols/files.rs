//! The files that tell of one module: itself, and the one with its debug information.

use super::{Named, Names, Symbols};
use crate::sys::mapping::Loaded;
use std::ffi::{OsStr, OsString};
use std::fs;
use std::os::unix::ffi::OsStrExt as _;
use std::path::{Component, Path, PathBuf};

/// What is read at the most of a file that is not mapped.
const MOST_READ: u64 = 4 << 30;

/// The files of one module, the one that knows most first.
#[derive(Default)]
pub(crate) struct Files(Vec<Loaded<Names>>);

impl Files {
    /// Adds a file behind those that are there.
    pub(crate) fn push(&mut self, file: Loaded<Names>) {
        self.0.push(file);
    }

    /// The functions at an address of the module, innermost first; one without a name if none is
    /// known.
    pub(crate) fn look_up(&self, address: u64) -> Vec<Named> {
        let mut found = self.0.iter().map(|file| file.with(|symbols| symbols.look_up(address)));
        let is_named = |found: &Vec<Named>| found.iter().any(|named| named.function.is_some());
        found.find(is_named).unwrap_or_else(|| vec![Named::default()])
    }

    /// The function at an address by the symbol tables alone.
    #[cfg_attr(not(gmr_capture), expect(dead_code, reason = "only a capture is in a hurry"))]
    pub(crate) fn function(&self, address: u64) -> Option<String> {
        self.0.iter().find_map(|file| file.with(|symbols| symbols.function(address)))
    }

    /// How many bytes of debug information they have.
    #[cfg_attr(not(gmr_capture), expect(dead_code, reason = "only a capture keeps files"))]
    pub(crate) fn debug_len(&self) -> u64 {
        self.0.iter().map(|file| file.with(|symbols| symbols.debug_len())).sum()
    }
}

/// Reads a file of symbols; `None` if it is none.
///
/// It is not mapped: whoever replaces it must not bring the process down.
pub(crate) fn read(path: &Path) -> std::io::Result<Option<Loaded<Names>>> {
    let about = fs::metadata(path)?;
    if !about.is_file() || about.len() > MOST_READ {
        return Ok(None);
    }
    Ok(Loaded::read(fs::read(path)?, |bytes| Symbols::read(bytes)))
}

/// What names the build of a file.
pub(crate) fn build_id(file: &Loaded<Names>) -> Vec<u8> {
    file.with(|symbols| symbols.build_id().to_vec())
}

/// Where debuggers look for the debug information of a file: beside it. `link` is the name that
/// the file says it has.
pub(crate) fn beside(module: &Path, link: Option<&[u8]>) -> Vec<PathBuf> {
    let names = names(module, link);
    let folder = module.parent().unwrap_or(Path::new(""));
    let beside = names.iter().map(|name| folder.join(name));
    beside.chain(names.iter().map(|name| folder.join(".debug").join(name))).collect()
}

/// Where debuggers look for it in folders: these may be laid out by build ids, by paths, or not
/// at all.
pub(crate) fn within(
    folders: &[PathBuf],
    module: &Path,
    link: Option<&[u8]>,
    build_id: &[u8],
) -> Vec<PathBuf> {
    let names = names(module, link);
    let mut found = Vec::new();
    for folder in folders {
        if let Some((first, rest)) = build_id.split_first().filter(|(_, rest)| !rest.is_empty()) {
            let path = format!(".build-id/{first:02x}/{}.debug", hex(rest));
            found.push(folder.join(path));
        }
        let path = module.parent().and_then(|path| path.strip_prefix("/").ok());
        let is_below = |path: &&Path| path.components().all(|c| matches!(c, Component::Normal(_)));
        if let Some(path) = path.filter(is_below) {
            found.extend(names.iter().map(|name| folder.join(path).join(name)));
        }
        found.extend(names.iter().map(|name| folder.join(name)));
        found.extend(module.file_name().map(|name| folder.join(name)));
    }
    found
}

/// What the debug file of a module may be called.
fn names(module: &Path, link: Option<&[u8]>) -> Vec<OsString> {
    let link = link.map(OsStr::from_bytes).filter(|link| Path::new(link).file_name() == Some(link));
    let own = module.file_name().map(|name| {
        let mut own = name.to_owned();
        own.push(".debug");
        own
    });
    let mut names: Vec<OsString> = link.map(OsStr::to_owned).into_iter().chain(own).collect();
    names.dedup();
    names
}

/// Bytes as tools print build ids.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_files_are_looked_for_where_debuggers_do() {
        let app = Path::new("/opt/x/app");
        let expect = ["app.dbg", "app.debug", ".debug/app.dbg", ".debug/app.debug"];
        assert_eq!(
            beside(app, Some(b"app.dbg")),
            expect.map(|path| Path::new("/opt/x").join(path))
        );
        let expect = [
            ".build-id/ab/0102.debug",
            "opt/x/app.dbg",
            "opt/x/app.debug",
            "app.dbg",
            "app.debug",
            "app",
        ];
        let folders = [PathBuf::from("/d")];
        let found = within(&folders, app, Some(b"app.dbg"), &[0xab, 1, 2]);
        assert_eq!(found, expect.map(|path| Path::new("/d").join(path)));
    }

    #[test]
    fn neither_a_link_nor_a_path_leads_out_of_the_folders() {
        for link in ["../../etc/passwd", "/etc/passwd", "..", ""] {
            let found = beside(Path::new("/x/app"), Some(link.as_bytes()));
            assert_eq!(found, ["/x/app.debug", "/x/.debug/app.debug"].map(PathBuf::from));
        }
        let folders = [PathBuf::from("/d")];
        for path in ["/../../etc/app", "/x/../app", "../app", "app"] {
            let found = within(&folders, Path::new(path), None, &[]);
            assert_eq!(found, ["/d/app.debug", "/d/app"].map(PathBuf::from), "{path}");
        }
    }
}
