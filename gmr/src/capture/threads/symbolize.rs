//! From addresses to functions, files and lines.

use super::address::AddressMap;
use super::known::KnownStacks;
use super::modules::{Module, Modules};
use super::unwind::Place;
use crate::capture::symbols::{self, Files, Names, Symbols, Texts, beside, within};
use crate::model::Frame;
use crate::sys::mapping::Loaded;
use crate::sys::snapshot::objects::Kind;
use std::collections::HashMap;
use std::fs::File;
use std::path::Path;
use std::sync::Arc;

/// So many addresses are remembered from report to report.
const MOST_REMEMBERED: usize = 32 * 1024;
/// Where systems keep the debug information of their libraries.
const SYSTEM: &str = "/usr/lib/debug";

/// The id of a module, which is of one load of it, and a place in it.
type Key = (u32, Place);

/// The files of modules that were opened, by the ids of these.
pub(super) type Opened = Vec<(u32, Files)>;

/// Names addresses; remembers what it named.
#[derive(Default)]
pub(super) struct Symbolizer {
    /// As the last report named them.
    pub(super) known: KnownStacks,
    /// By the id of the module.
    files: HashMap<u32, Files>,
    /// By the module and the place in it.
    named: AddressMap<Arc<[Arc<Frame>]>, Key>,
    texts: Texts,
    /// Whether the debug files of libraries are used, too.
    with_libraries: bool,
    /// Whether large files stay open between reports.
    keeps_large: bool,
}

impl Symbolizer {
    /// Says whether the debug files of libraries are used, too.
    pub(super) fn use_debug_files_of_libraries(&mut self, use_them: bool) {
        if self.with_libraries != use_them {
            self.forget();
            self.with_libraries = use_them;
        }
    }

    /// Appends the functions at this place, innermost first, if they are remembered; whether they
    /// are.
    pub(super) fn remembered(
        &self,
        modules: &Modules,
        place: Place,
        frames: &mut Vec<Arc<Frame>>,
    ) -> bool {
        let Some(module) = modules.find(place.lookup_address()) else {
            frames.push(Frame::new(place.address).into());
            return true;
        };
        let Some(named) = self.named.get(&key(module, place)) else { return false };
        frames.extend_from_slice(named);
        true
    }

    /// The functions at this place, innermost first; one without a name if nothing is known.
    pub(super) fn name(&mut self, modules: &Modules, place: Place, frames: &mut Vec<Arc<Frame>>) {
        let bare = without_name(modules, place);
        let Some(module) = modules.find(place.lookup_address()) else {
            return frames.push(bare.into());
        };
        if self.named.len() >= MOST_REMEMBERED {
            self.named = AddressMap::default();
            self.texts = Texts::default();
        }
        let found = self.files(module).look_up(module.in_file(place.lookup_address()));
        let named = symbols::frames(&bare, found, &mut self.texts);
        let named: Arc<[Arc<Frame>]> = named.into_iter().map(Arc::new).collect();
        frames.extend_from_slice(&named);
        self.named.insert(key(module, place), named);
    }

    /// The function at this place by the symbol table alone: much quicker, if nothing is
    /// remembered, than to read the debug information.
    pub(super) fn function(&mut self, modules: &Modules, place: Place) -> Frame {
        if let Some(module) = modules.find(place.lookup_address()) {
            self.files(module);
        }
        self.quick(modules, place)
    }

    /// As [`Symbolizer::function`], if the module's files are open.
    pub(super) fn quick(&mut self, modules: &Modules, place: Place) -> Frame {
        let mut frame = without_name(modules, place);
        let Some(module) = modules.find(place.lookup_address()) else { return frame };
        if let Some(files) = self.files.get(&module.id) {
            let name = files.function(module.in_file(place.lookup_address()));
            frame.function = name.map(|name| self.texts.one(name));
        }
        frame
    }

    /// Whether nothing was named yet.
    pub(super) fn is_fresh(&self) -> bool {
        self.files.is_empty() && self.named.is_empty()
    }

    /// Takes over files that were opened without it, instead of those that were hardly read.
    pub(super) fn replace(&mut self, files: Opened, modules: &Modules) {
        self.files.extend(files.into_iter().filter(|(id, _)| modules.has(*id)));
    }

    /// The modules whose files are not open.
    pub(super) fn unopened(&self, modules: &Modules) -> Vec<Module> {
        modules.iter().filter(|module| !self.files.contains_key(&module.id)).cloned().collect()
    }

    /// Takes over files that were opened without it, and keeps them however large they are.
    pub(super) fn adopt(&mut self, files: Opened, modules: &Modules) {
        self.keeps_large = true;
        for (id, files) in files.into_iter().filter(|(id, _)| modules.has(*id)) {
            self.files.entry(id).or_insert(files);
        }
    }

    /// Whether the debug files of libraries are used, too.
    pub(super) fn with_libraries(&self) -> bool {
        self.with_libraries
    }

    /// Drops what is of modules that are gone; others may be at the same addresses now.
    pub(super) fn retain(&mut self, modules: &Modules) {
        self.known = KnownStacks::default();
        self.files.retain(|id, _| modules.has(*id));
        self.named.retain(|(id, _), _| modules.has(*id));
    }

    /// Drops the files with more debug information than this, unless they were opened before the
    /// first report: what was learned of them stays, and they can be read again.
    pub(super) fn drop_larger_than(&mut self, limit: u64) {
        let keeps_large = self.keeps_large;
        self.files.retain(|_, files| keeps_large || files.debug_len() <= limit);
    }

    /// Drops all that is remembered.
    pub(super) fn forget(&mut self) {
        let Symbolizer { with_libraries, keeps_large, .. } = *self;
        *self = Symbolizer { with_libraries, keeps_large, ..Symbolizer::default() };
    }

    fn files(&mut self, module: &Module) -> &Files {
        let with_libraries = self.with_libraries;
        self.files.entry(module.id).or_insert_with(|| open(module, with_libraries))
    }
}

/// What is known of a place without any file.
pub(super) fn without_name(modules: &Modules, place: Place) -> Frame {
    let mut frame = Frame::new(place.address);
    if let Some(module) = modules.find(place.lookup_address()) {
        frame.module = Some(Arc::clone(&module.about.path));
        frame.offset = Some(module.in_file(place.lookup_address()));
    }
    frame
}

fn key(module: &Module, place: Place) -> Key {
    (module.id, place)
}

/// Opens the files of modules, and reads what is needed for any of their addresses.
pub(super) fn opened(modules: Vec<Module>, with_libraries: bool) -> Opened {
    let open = |module: Module| {
        let files = open(&module, with_libraries);
        files.look_up(0);
        (module.id, files)
    };
    modules.into_iter().map(open).collect()
}

/// The module's file, if it is still the one that was loaded, and that with its debug information.
fn open(module: &Module, with_libraries: bool) -> Files {
    let mut files = Files::default();
    let Some(path) = module.file() else { return files };
    let build_id = module.object.build_id.as_slice();
    let is_same = |file: &Loaded<Names>| file.with(|symbols| symbols.build_id() == build_id);
    let own = File::open(path).and_then(|file| Loaded::map(&file, |bytes| Symbols::read(bytes)));
    let own = own.ok().flatten().filter(is_same);
    let (link, has_lines) = match &own {
        Some(own) => own.with(|own| (own.debug_link().map(<[u8]>::to_vec), own.debug_len() > 0)),
        None => (None, false),
    };
    let is_wanted = module.object.kind == Kind::Program || with_libraries;
    // Without a build id nothing says that a file is of this build.
    if is_wanted && !has_lines && !build_id.is_empty() {
        let path = Path::new(&*module.about.path);
        let mut candidates = beside(path, link.as_deref());
        if with_libraries {
            candidates.extend(within(&[SYSTEM.into()], path, link.as_deref(), build_id));
        }
        let mut found = candidates.iter().filter_map(|path| symbols::read(path).ok().flatten());
        if let Some(found) = found.find(is_same) {
            files.push(found);
        }
    }
    if let Some(own) = own {
        files.push(own);
    }
    files
}
