//! Which file tells of which module.

use crate::capture::symbols::{self, Files, beside, hex, within};
use crate::error::{Error, Kind};
use std::collections::{HashMap, HashSet};
use std::io;
use std::path::{Path, PathBuf};

/// A file that was given.
pub(super) struct Given {
    pub(super) path: PathBuf,
    /// In hexadecimal.
    build_id: String,
    files: Files,
}

impl Given {
    /// Reads the file, and the debug file beside it if it has no debug information itself.
    pub(super) fn open(path: &Path) -> Result<Self, Error> {
        let refused = |source| Error::path("cannot read the symbols of", path, source);
        let invalid = |what| refused(io::Error::new(io::ErrorKind::InvalidData, what));
        let own = symbols::read(path).map_err(refused)?;
        let own = own.ok_or_else(|| invalid("it is not an ELF file of 64 bits"))?;
        let (build_id, link, is_stripped) = own.with(|own| {
            let link = own.debug_link().map(<[u8]>::to_vec);
            (own.build_id().to_vec(), link, own.debug_len() == 0)
        });
        if build_id.is_empty() {
            return Err(invalid("it has no build id, so nothing tells what it belongs to"));
        }
        let mut files = Files::default();
        if is_stripped {
            let candidates = beside(path, link.as_deref());
            let mut found = candidates.iter().filter_map(|path| symbols::read(path).ok().flatten());
            let is_same = |file: &_| symbols::build_id(file) == build_id;
            found.find(is_same).into_iter().for_each(|file| files.push(file));
        }
        files.push(own);
        Ok(Given { path: path.to_owned(), build_id: hex(&build_id), files })
    }
}

/// The files of modules, by the paths of these.
pub(super) struct Sources<'g>(HashMap<String, Source<'g>>);

enum Source<'g> {
    Given(&'g Files),
    Found(Files),
}

impl<'g> Sources<'g> {
    /// For those of the `modules` (path and build id) that are `wanted`.
    pub(super) fn find(
        modules: &[(&str, &str)],
        wanted: &HashSet<&str>,
        given: &'g [Given],
        folders: &[PathBuf],
    ) -> Result<Self, Error> {
        if let Some(stranger) =
            given.iter().find(|given| modules.iter().all(|(_, id)| *id != given.build_id))
        {
            return Err(other_build(&stranger.path, &stranger.build_id, modules));
        }
        let mut sources = HashMap::new();
        for module in modules.iter().filter(|(path, _)| wanted.contains(path)) {
            let (path, build_id) = *module;
            let source = match given.iter().find(|given| given.build_id == build_id) {
                Some(given) => Some(Source::Given(&given.files)),
                None => in_folders(module, folders)?.map(Source::Found),
            };
            sources.extend(source.map(|source| (path.to_owned(), source)));
        }
        Ok(Sources(sources))
    }

    /// Those of the module with this path.
    pub(super) fn of(&self, module: &str) -> Option<&Files> {
        Some(match self.0.get(module)? {
            Source::Given(files) => files,
            Source::Found(files) => files,
        })
    }
}

/// The file for this module, if there is one; an error if there are only such of other builds.
fn in_folders(module: &(&str, &str), folders: &[PathBuf]) -> Result<Option<Files>, Error> {
    let (path, build_id) = *module;
    let Some(bytes) = from_hex(build_id) else { return Ok(None) };
    let mut other = None;
    for candidate in within(folders, Path::new(path), None, &bytes) {
        let Some(file) = symbols::read(&candidate).ok().flatten() else { continue };
        let found = symbols::build_id(&file);
        if found != bytes {
            other.get_or_insert((candidate, found));
        } else if file.with(|file| file.tells()) {
            let mut files = Files::default();
            files.push(file);
            return Ok(Some(files));
        }
    }
    match other {
        Some((candidate, found)) => Err(other_build(&candidate, &hex(&found), &[*module])),
        None => Ok(None),
    }
}

fn other_build(file: &Path, build_id: &str, modules: &[(&str, &str)]) -> Error {
    let name = file.file_stem().unwrap_or_default();
    let has_name = |module: &&(&str, &str)| Path::new(module.0).file_stem() == Some(name);
    let mut meant: Vec<_> = modules.iter().filter(has_name).collect();
    if meant.is_empty() {
        meant = modules.iter().collect();
    }
    let builds: Vec<String> = meant.iter().map(|(path, id)| format!("{path} = {id}")).collect();
    let report = match &builds[..] {
        [] => "the report names no build".to_owned(),
        builds => format!("the report is of {}", builds.join(", ")),
    };
    let file = file.display();
    Error::new(Kind::OtherBuild(format!("{file} is of the build {build_id}, but {report}")))
}

/// The bytes of a build id, if it is one.
fn from_hex(text: &str) -> Option<Vec<u8>> {
    const LONGEST: usize = 128;
    let is_hex = text.bytes().all(|digit| digit.is_ascii_hexdigit());
    if text.is_empty() || text.len() > LONGEST || !text.len().is_multiple_of(2) || !is_hex {
        return None;
    }
    let pairs = (0..text.len()).step_by(2);
    pairs.map(|at| u8::from_str_radix(text.get(at..at + 2)?, 16).ok()).collect()
}
