//! Unwind tables that no module has in memory, only in its file.
//!
//! A C library may have none of those that are used for exceptions: musl has not. Debuggers find
//! theirs in `.debug_frame`, unless the file is stripped.

use super::rows::Bytes;
use crate::capture::threads::modules::Module;
use crate::sys::mapping::{Loaded, OverBytes};
use gimli::{
    BaseAddresses, CieOrFde, DebugFrame, DebugFrameOffset, FrameDescriptionEntry, LittleEndian,
    UnwindSection,
};
use object::read::elf::ElfFile64;
use object::{Object, ObjectSection};
use std::collections::HashMap;
use std::fs::File;
use std::ops::Range;

/// A longer table is left alone: its index would take too long.
const LONGEST: usize = 16 * 1024 * 1024;

/// The tables of the modules in whose files was looked for one.
#[derive(Debug, Default)]
pub(super) struct DebugFrames(HashMap<u32, Option<Table>>);

/// A file's table, and where in it the entry of each function stands.
#[derive(Debug)]
pub(super) struct Table {
    bytes: Box<[u8]>,
    index: Vec<(Range<u64>, usize)>,
}

/// The section in a file that is mapped.
struct Section;

impl OverBytes for Section {
    type Value<'a> = &'a [u8];
}

impl DebugFrames {
    /// The table in a module's file.
    pub(super) fn of(&mut self, module: &Module) -> Option<&Table> {
        self.0.entry(module.id).or_insert_with(|| read(module)).as_ref()
    }

    pub(super) fn forget(&mut self) {
        self.0 = HashMap::new();
    }
}

impl Table {
    pub(super) fn frames(&self) -> DebugFrame<Bytes<'_>> {
        let mut frames = DebugFrame::new(&self.bytes, LittleEndian);
        frames.set_address_size(8);
        frames
    }

    /// The entry for an address of the file.
    pub(super) fn entry(
        &self,
        address: u64,
        bases: &BaseAddresses,
    ) -> Option<FrameDescriptionEntry<Bytes<'_>>> {
        let behind = self.index.partition_point(|(range, _)| range.start <= address);
        let (range, offset) = self.index.get(behind.checked_sub(1)?)?;
        let offset = DebugFrameOffset(*offset);
        let frames = self.frames();
        let entry = frames.fde_from_offset(bases, offset, DebugFrame::cie_from_offset);
        entry.ok().filter(|_| range.contains(&address))
    }

    fn new(bytes: &[u8]) -> Self {
        let mut table = Table { bytes: bytes.into(), index: Vec::new() };
        let mut index = Vec::new();
        let (frames, bases) = (table.frames(), BaseAddresses::default());
        let mut entries = frames.entries(&bases);
        // What comes behind an entry that is damaged is lost.
        while let Ok(Some(entry)) = entries.next() {
            let CieOrFde::Fde(entry) = entry else { continue };
            let Ok(entry) = entry.parse(DebugFrame::cie_from_offset) else { continue };
            let start = entry.initial_address();
            // The linker leaves the entries of functions that it dropped, at the address zero.
            if start != 0 {
                index.push((start..start.wrapping_add(entry.len()), entry.offset()));
            }
        }
        index.sort_by_key(|(range, _)| range.start);
        table.index = index;
        table
    }
}

/// Reads the table in the file of a module, if that is still the one that was loaded.
fn read(module: &Module) -> Option<Table> {
    let build_id = module.object.build_id.as_slice();
    let file = File::open(module.file()?).ok()?;
    let mapped: Loaded<Section> = Loaded::map(&file, |bytes| section(bytes, build_id)).ok()??;
    Some(mapped.with(|bytes| Table::new(bytes)))
}

fn section<'a>(file: &'a [u8], build_id: &[u8]) -> Option<&'a [u8]> {
    let file = ElfFile64::<object::LittleEndian>::parse(file).ok()?;
    let is_same = file.build_id().ok()?.unwrap_or_default() == build_id;
    let section = file.section_by_name(".debug_frame").filter(|_| is_same)?;
    section.data().ok().filter(|bytes| bytes.len() <= LONGEST)
}
