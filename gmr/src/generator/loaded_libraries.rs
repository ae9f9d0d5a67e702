//! "Loaded libraries": the program and its libraries by file and build, and which of the files are
//! no longer those that were loaded.

use super::unreadable;
use crate::capture::libraries::{Change, Library, Mapping, libraries, mappings};
use crate::section::Out;
use std::io;

/// More of them would fill the report.
const LISTED: usize = 1000;

/// Writes the section.
pub(super) fn write(out: Out<'_>) {
    match libraries() {
        Ok(all) => write_libraries(&all, mappings, out),
        Err(error) => out.note(unreadable("/proc/self/maps", &error)),
    }
}

fn write_libraries(
    all: &[Library],
    mappings: impl FnOnce() -> io::Result<Vec<Mapping>>,
    out: Out<'_>,
) {
    let mut map = out.map();
    // Its place first, its text last: who looks for a file may have to wait for its server.
    let changed = map.group("changed on disk".to_owned());
    let mut list = map.entry("loaded").list();
    all.iter().take(LISTED).for_each(|library| write_library(library, list.item()));
    if let Some(more @ 1..) = all.len().checked_sub(LISTED) {
        list.item().note(format!("{more} more"));
    }
    match mappings() {
        Ok(mappings) => write_changes(all, &mappings, changed),
        Err(error) => changed.note(unreadable("/proc/self/maps", &error)),
    }
}

fn write_library(library: &Library, out: Out<'_>) {
    let mut map = out.map();
    map.entry("path").str(&library.path);
    match &library.build_id {
        Some(id) => map.entry("build id").symbol(id.clone()),
        None if cfg!(gmr_capture) => map.entry("build id").note("it has none"),
        None => map.entry("build id").note("not known on this target"),
    }
    let range = &library.range;
    map.entry("range").symbol(format!("{:#x}-{:#x}", range.start, range.end));
}

fn write_changes(all: &[Library], mappings: &[Mapping], out: Out<'_>) {
    let changes = all.iter().filter_map(|library| library.change(mappings));
    let changes: Vec<(Change, String)> = changes.take(LISTED).collect();
    if changes.is_empty() {
        return out.symbol("none");
    }
    let mut map = out.map();
    for (change, path) in changes {
        map.entry(path).symbol(match change {
            Change::Deleted => "deleted",
            Change::Replaced => "replaced by another file",
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::generator::value_of;
    use crate::model::Value;

    fn library(number: u64) -> Library {
        let range = number * 0x1000..(number + 1) * 0x1000;
        Library { path: format!("/lib/{number}.so"), build_id: Some("0a1b".into()), range }
    }

    fn section(all: &[Library], mappings: io::Result<Vec<Mapping>>) -> Value {
        value_of(|out| write_libraries(all, || mappings, out))
    }

    #[test]
    fn a_library_is_told_by_its_file_its_build_and_its_place() {
        let value = section(&[library(1)], Ok(Vec::new()));
        let Some(Value::List(list)) = value.entry("loaded") else { unreachable!("{value:?}") };
        assert_eq!(list[0].entry("path"), Some(&Value::Str("/lib/1.so".into())));
        assert_eq!(list[0].entry("build id"), Some(&Value::Symbol("0a1b".into())));
        assert_eq!(list[0].entry("range"), Some(&Value::Symbol("0x1000-0x2000".into())));
        assert_eq!(value.entry("changed on disk"), Some(&Value::Symbol("none".into())));
    }

    #[test]
    fn the_list_is_bounded_and_stands_without_the_mappings() {
        let all: Vec<Library> = (0..LISTED as u64 + 3).map(library).collect();
        let value = section(&all, Err(io::ErrorKind::PermissionDenied.into()));
        let Some(Value::List(list)) = value.entry("loaded") else { unreachable!("{value:?}") };
        assert_eq!(list.len(), LISTED + 1);
        assert_eq!(list.last(), Some(&Value::Note("3 more".into())));
        assert!(matches!(value.entry("changed on disk"), Some(Value::Note(_))));
    }
}
