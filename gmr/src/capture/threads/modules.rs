//! The program and its libraries, by address.

use crate::capture::symbols::hex;
use crate::model::{self, Stack};
use crate::sys::snapshot::objects::{self, Changes, Kind, Object};
use std::fs;
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

/// A module that was loaded at some time.
#[derive(Debug, Clone)]
pub(super) struct Module {
    /// No other module ever has it.
    pub(super) id: u32,
    /// What is shown of it.
    pub(super) about: model::Module,
    pub(super) object: Object,
    /// Whether it was gone when the list was last read.
    is_gone: bool,
}

impl Module {
    /// The file that it was loaded from; another one may have taken its place.
    pub(super) fn file(&self) -> Option<&Path> {
        match self.object.kind {
            Kind::Program => Some(Path::new("/proc/self/exe")),
            Kind::Library => Some(&self.object.path),
            Kind::Vdso => None,
        }
    }

    /// The address that the file has for one in memory.
    pub(super) fn in_file(&self, address: u64) -> u64 {
        address.wrapping_sub(self.object.base)
    }
}

/// The loaded modules in the order of their addresses.
#[derive(Debug, Default)]
pub(super) struct Modules {
    list: Vec<Module>,
    changes: Option<Changes>,
    next_id: u32,
}

impl Modules {
    /// A list of one module, which no loader knows.
    #[cfg(any(test, fuzzing))]
    pub(super) fn of_one(object: Object) -> Self {
        let mut modules = Modules::default();
        let module = modules.admit(object);
        modules.list.push(module);
        modules
    }

    /// Reads the list at the beginning of a capture; whether it changed. What is gone by now is on
    /// no stack that will be taken.
    pub(super) fn begin(&mut self) -> bool {
        let is_changed = self.refresh();
        let len = self.list.len();
        self.list.retain(|module| !module.is_gone);
        is_changed || self.list.len() != len
    }

    /// Reads the list again if modules were loaded or unloaded; whether they were.
    ///
    /// What is gone stays for as long as the list does not change again, unless its place is
    /// taken: a stack may have been copied before it went.
    pub(super) fn refresh(&mut self) -> bool {
        let Some((changes, objects)) = objects::list(self.changes) else { return false };
        self.changes = Some(changes);
        let mut before = std::mem::take(&mut self.list);
        before.retain(|module| !module.is_gone);
        for object in objects {
            let known = before.iter().position(|module| is_same(&module.object, &object));
            let module = match known {
                Some(index) => before.swap_remove(index),
                None => self.admit(object),
            };
            self.list.push(module);
        }
        before.retain(|gone| !self.list.iter().any(|module| overlap(module, gone)));
        self.list.extend(before.into_iter().map(|gone| Module { is_gone: true, ..gone }));
        self.list.sort_by_key(|module| module.object.range.start);
        true
    }

    /// The id of the next module that is loaded.
    pub(super) fn next_id(&self) -> u32 {
        self.next_id
    }

    /// Whether a module was unloaded since the list was read before.
    pub(super) fn any_gone(&self) -> bool {
        self.list.iter().any(|module| module.is_gone)
    }

    /// Whether what was at this address was unloaded since the list was read before.
    pub(super) fn is_gone(&self, address: u64) -> bool {
        self.find(address).is_some_and(|module| module.is_gone)
    }

    fn admit(&mut self, object: Object) -> Module {
        let path = match object.kind {
            Kind::Program => fs::read_link("/proc/self/exe").unwrap_or_default(),
            Kind::Library => object.path.clone(),
            Kind::Vdso => "[vdso]".into(),
        };
        let id = self.next_id;
        self.next_id = id.wrapping_add(1);
        let about = model::Module {
            path: path.to_string_lossy().into(),
            build_id: (!object.build_id.is_empty()).then(|| hex(&object.build_id).into()),
            base: object.base,
            range: object.range.clone(),
        };
        Module { id, about, object, is_gone: false }
    }

    /// The program itself.
    pub(super) fn program(&self) -> Option<&Module> {
        self.list.iter().find(|module| module.object.kind == Kind::Program)
    }

    /// The number in the list of the module that has this address.
    pub(super) fn index_of(&self, address: u64) -> Option<usize> {
        let behind = self.list.partition_point(|module| module.object.range.start <= address);
        let index = behind.checked_sub(1)?;
        self.get(index).filter(|module| module.object.range.contains(&address)).map(|_| index)
    }

    /// The module with this number in the list.
    pub(super) fn get(&self, index: usize) -> Option<&Module> {
        self.list.get(index)
    }

    /// The module that has this address.
    pub(super) fn find(&self, address: u64) -> Option<&Module> {
        self.get(self.index_of(address)?)
    }

    /// The code around this address.
    pub(super) fn code_at(&self, address: u64) -> Option<&Range<u64>> {
        self.find(address)?.object.code.iter().find(|range| range.contains(&address))
    }

    /// Those that have frames of these stacks, the program first.
    pub(super) fn of(&self, stacks: &[Stack]) -> Vec<model::Module> {
        let mut paths: Vec<&Arc<str>> = Vec::new();
        for path in stacks.iter().flat_map(|s| s.frames.iter()).filter_map(|f| f.module.as_ref()) {
            if !paths.iter().any(|known| Arc::ptr_eq(known, path)) {
                paths.push(path);
            }
        }
        let is_in =
            |module: &&Module| paths.iter().any(|path| Arc::ptr_eq(path, &module.about.path));
        let mut list: Vec<&Module> = self.list.iter().filter(is_in).collect();
        list.sort_by_key(|module| module.object.kind != Kind::Program);
        list.into_iter().map(|module| module.about.clone()).collect()
    }

    /// Every module.
    pub(super) fn iter(&self) -> impl Iterator<Item = &Module> {
        self.list.iter()
    }

    /// Whether a module with this id is in the list.
    pub(super) fn has(&self, id: u32) -> bool {
        self.list.iter().any(|module| module.id == id)
    }
}

fn is_same(a: &Object, b: &Object) -> bool {
    a.range == b.range && a.base == b.base && a.path == b.path && a.build_id == b.build_id
}

fn overlap(a: &Module, b: &Module) -> bool {
    let (a, b) = (&a.object.range, &b.object.range);
    a.start < b.end && b.start < a.end
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_went_before_a_capture_is_forgotten_and_what_goes_during_it_is_kept() {
        let (range, path) = (8..16, "/gone".into());
        let gone = Object {
            kind: Kind::Library,
            path,
            base: 8,
            range,
            code: Vec::new(),
            build_id: Vec::new(),
            index: None,
            table: None,
        };
        let mut modules = Modules::of_one(gone);
        assert!(modules.refresh());
        assert!(modules.any_gone() && modules.is_gone(9));
        assert!(!modules.refresh() && modules.any_gone());
        assert!(modules.begin());
        assert!(!modules.any_gone() && modules.find(9).is_none());
        assert!(!modules.begin());
    }

    #[test]
    fn an_address_of_the_program_is_found_in_it() {
        let mut modules = Modules::default();
        assert!(modules.refresh());
        assert!(!modules.refresh());
        let address = an_address_of_the_program_is_found_in_it as *const () as u64;
        let module = modules.find(address).expect("the program is loaded");
        assert_eq!(module.object.kind, Kind::Program);
        assert!(modules.code_at(address).is_some());
        assert!(modules.find(0).is_none() && modules.find(u64::MAX).is_none());
        assert!(modules.has(module.id));
    }
}
