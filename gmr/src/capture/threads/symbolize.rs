//! From addresses to functions, files and lines.

use super::modules::{Module, Modules};
use super::symbols::{Names, Symbols};
use super::unwind::Place;
use crate::model::Frame;
use crate::sys::snapshot::mapping::Mapped;
use std::collections::{HashMap, HashSet};
use std::fs::File;
use std::sync::Arc;

/// So many addresses are remembered from report to report.
const MOST_REMEMBERED: usize = 32 * 1024;

/// Names addresses; remembers what it named.
#[derive(Default)]
pub(super) struct Symbolizer {
    /// By the id of the module; `None` if its file tells nothing.
    files: HashMap<u32, Option<Mapped<Names>>>,
    /// By the id of the module and the address in its file.
    named: HashMap<(u32, u64), Arc<[Frame]>>,
    texts: HashSet<Arc<str>>,
}

impl Symbolizer {
    /// The functions at this place, innermost first, if they are remembered.
    pub(super) fn remembered(&self, modules: &Modules, place: Place) -> Option<Vec<Frame>> {
        let module = modules.find(place.lookup_address())?;
        let named = self.named.get(&key(module, place))?;
        Some(at(named, place))
    }

    /// The functions at this place, innermost first; one without a name if nothing is known.
    pub(super) fn name(&mut self, modules: &Modules, place: Place) -> Vec<Frame> {
        let Some(module) = modules.find(place.lookup_address()) else {
            return vec![Frame::new(place.address)];
        };
        let key = key(module, place);
        if let Some(named) = self.named.get(&key) {
            return at(named, place);
        }
        if self.named.len() >= MOST_REMEMBERED {
            self.named = HashMap::new();
            self.texts = HashSet::new();
        }
        let frames = self.look_up(module, place);
        self.named.insert(key, frames.as_slice().into());
        frames
    }

    /// Drops the files of modules that are gone.
    pub(super) fn retain(&mut self, modules: &Modules) {
        self.files.retain(|id, _| modules.has(*id));
        self.named.retain(|(id, _), _| modules.has(*id));
    }

    fn look_up(&mut self, module: &Module, place: Place) -> Vec<Frame> {
        let address = module.in_file(place.lookup_address());
        let file = self.files.entry(module.id).or_insert_with(|| open(module));
        let symbols = file.as_ref().map(|file| file.with(|names| names.look_up(address)));
        let symbols = symbols.unwrap_or_default();
        let last = symbols.len().saturating_sub(1);
        let mut frames: Vec<Frame> = Vec::with_capacity(symbols.len());
        for (index, symbol) in symbols.into_iter().enumerate() {
            let mut frame = bare(module, place);
            frame.function = symbol.function.map(|name| self.text(name));
            frame.file = symbol.file.map(|file| self.text(file));
            frame.line = symbol.line;
            frame.column = symbol.column;
            frame.inlined = index < last;
            frames.push(frame);
        }
        if frames.is_empty() {
            frames.push(bare(module, place));
        }
        frames
    }

    /// Names and files come again and again: one copy serves all.
    fn text(&mut self, text: String) -> Arc<str> {
        if let Some(known) = self.texts.get(text.as_str()) {
            return Arc::clone(known);
        }
        let text: Arc<str> = text.into();
        self.texts.insert(Arc::clone(&text));
        text
    }
}

/// What is known of a place without any file.
pub(super) fn without_name(modules: &Modules, place: Place) -> Frame {
    match modules.find(place.lookup_address()) {
        Some(module) => bare(module, place),
        None => Frame::new(place.address),
    }
}

fn bare(module: &Module, place: Place) -> Frame {
    let mut frame = Frame::new(place.address);
    frame.module = Some(Arc::clone(&module.path));
    frame.offset = Some(module.in_file(place.lookup_address()));
    frame
}

fn key(module: &Module, place: Place) -> (u32, u64) {
    (module.id, module.in_file(place.lookup_address()))
}

/// The same functions for a return address as for the instruction before it.
fn at(named: &[Frame], place: Place) -> Vec<Frame> {
    let mut frames = named.to_vec();
    frames.iter_mut().for_each(|frame| frame.address = place.address);
    frames
}

/// Maps the module's file, if it is still the one that was loaded.
fn open(module: &Module) -> Option<Mapped<Names>> {
    let file = File::open(module.file()?).ok()?;
    let build_id = module.object.build_id.as_slice();
    Mapped::new(&file, |bytes| Symbols::read(bytes, build_id)).ok().flatten()
}
