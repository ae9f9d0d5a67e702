//! What a file tells of its addresses.
//!
//! Debug information in other files is not looked for here.

mod files;
mod frames;

use crate::sys::mapping::OverBytes;
use addr2line::Context;
use gimli::{AbbreviationsCacheStrategy, Dwarf, EndianSlice, LittleEndian};
use object::read::elf::ElfFile64;
use object::{
    CompressedFileRange, CompressionFormat, Object, ObjectSection, ObjectSymbol, SymbolKind,
};
use std::cell::OnceCell;

pub(crate) use files::{Files, beside, build_id, hex, read, within};
pub(crate) use frames::{Texts, frames};

type Bytes<'a> = EndianSlice<'a, LittleEndian>;

/// How many symbols before an address may end before it without its own being found: symbols of
/// hand-written assembly lie within others.
const NESTED: usize = 8;

/// [`Symbols`] over the bytes of a file.
pub(crate) struct Names;

impl OverBytes for Names {
    type Value<'a> = Symbols<'a>;
}

/// The debug information and the symbol table of a file; each is read when it is asked for.
pub(crate) struct Symbols<'a> {
    bytes: &'a [u8],
    build_id: &'a [u8],
    lines: OnceCell<Option<Context<Bytes<'a>>>>,
    /// By address.
    table: OnceCell<Vec<Symbol<'a>>>,
}

struct Symbol<'a> {
    address: u64,
    len: u64,
    name: &'a [u8],
}

/// One function at an address.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(crate) struct Named {
    pub(crate) function: Option<String>,
    /// Whether the function's name has the path to it.
    has_path: bool,
    pub(crate) file: Option<String>,
    pub(crate) line: Option<u32>,
    pub(crate) column: Option<u32>,
}

impl<'a> Symbols<'a> {
    /// Over the bytes of an ELF file.
    pub(crate) fn read(bytes: &'a [u8]) -> Option<Self> {
        let build_id = parse(bytes)?.build_id().ok().flatten().unwrap_or_default();
        Some(Symbols { bytes, build_id, lines: OnceCell::new(), table: OnceCell::new() })
    }

    /// What names exactly this build; empty if the linker wrote nothing.
    pub(crate) fn build_id(&self) -> &'a [u8] {
        self.build_id
    }

    /// The name of the file that holds the debug information, if this one says that another does.
    pub(crate) fn debug_link(&self) -> Option<&'a [u8]> {
        Some(parse(self.bytes)?.gnu_debuglink().ok()??.0)
    }

    /// How many bytes of debug information it has.
    pub(crate) fn debug_len(&self) -> u64 {
        let Some(file) = parse(self.bytes) else { return 0 };
        // rustc writes a section for gdb that stays when all others are stripped.
        let is_debug = |name: &[u8]| name.starts_with(b".debug_") && name != b".debug_gdb_scripts";
        let sections = file.sections().filter(|s| s.name_bytes().is_ok_and(is_debug));
        // A damaged file may tell any sizes.
        sections.map(|section| section.size()).fold(0, u64::saturating_add)
    }

    /// Whether it knows more than the loader has to.
    pub(crate) fn tells(&self) -> bool {
        self.debug_len() > 0
            || parse(self.bytes).is_some_and(|file| file.symbols().next().is_some())
    }

    /// The functions at an address of the file, innermost first.
    pub(crate) fn look_up(&self, address: u64) -> Vec<Named> {
        let mut found = self.by_lines(address);
        if found.is_empty() {
            found.push(Named::default());
        }
        // Debug information that is reduced to line tables has names without their paths.
        if let Some(outermost) = found.last_mut()
            && !outermost.has_path
            && let Some(symbol) = self.by_table(address)
            && (outermost.function.is_none() || is_rust(symbol))
        {
            outermost.function = Some(demangled(symbol));
        }
        found
    }

    /// The function at an address without those that are inlined there: for the symbol table
    /// alone is read, which is quick.
    pub(crate) fn function(&self, address: u64) -> Option<String> {
        self.by_table(address).map(demangled)
    }

    fn by_lines(&self, address: u64) -> Vec<Named> {
        let lines = self.lines.get_or_init(|| read_lines(self.bytes));
        let Some(lines) = lines else { return Vec::new() };
        // The end of a range that begins there is no number, for which `addr2line` panics.
        if address == u64::MAX {
            return Vec::new();
        }
        let Ok(mut frames) = lines.find_frames(address).skip_all_loads() else {
            return Vec::new();
        };
        let mut found = Vec::new();
        while let Ok(Some(frame)) = frames.next() {
            let location = frame.location;
            let known = |number: &u32| *number != 0;
            let function = frame.function.map(|function| function.name.slice());
            found.push(Named {
                function: function.map(demangled),
                has_path: function.is_some_and(is_rust),
                file: location.as_ref().and_then(|at| at.file).map(str::to_owned),
                line: location.as_ref().and_then(|at| at.line).filter(known),
                column: location.as_ref().and_then(|at| at.column).filter(known),
            });
        }
        found
    }

    /// The symbol that covers an address, else a nearer one that does not say how long it is.
    fn by_table(&self, address: u64) -> Option<&'a [u8]> {
        let table = self.table.get_or_init(|| read_table(self.bytes).unwrap_or_default());
        let behind = table.partition_point(|symbol| symbol.address <= address);
        let before = table.get(behind.saturating_sub(NESTED)..behind)?;
        let covers = |symbol: &&Symbol<'_>| address - symbol.address < symbol.len;
        let nearest = before.last().filter(|symbol| symbol.len == 0);
        before.iter().rev().find(covers).or(nearest).map(|symbol| symbol.name)
    }
}

fn parse(bytes: &[u8]) -> Option<ElfFile64<'_, object::LittleEndian>> {
    ElfFile64::parse(bytes).ok()
}

/// The debug information, if it is there and not compressed.
fn read_lines(bytes: &[u8]) -> Option<Context<Bytes<'_>>> {
    let file = parse(bytes)?;
    let readable = |name: &str| {
        let section = file.section_by_name(name)?;
        let is_plain = |range: CompressedFileRange| range.format == CompressionFormat::None;
        section.compressed_file_range().is_ok_and(is_plain).then(|| section.data().ok())?
    };
    readable(gimli::SectionId::DebugInfo.name())?;
    let load = |id: gimli::SectionId| -> Result<Bytes<'_>, gimli::Error> {
        Ok(EndianSlice::new(readable(id.name()).unwrap_or_default(), LittleEndian))
    };
    let mut dwarf = Dwarf::load(load).ok()?;
    // A linker merges equal tables of abbreviations; a thousand units may have a hundred.
    dwarf.populate_abbreviations_cache(AbbreviationsCacheStrategy::Duplicates);
    Context::from_dwarf(dwarf).ok()
}

/// The functions of the symbol table; of the one for the loader if there is no other.
fn read_table(bytes: &[u8]) -> Option<Vec<Symbol<'_>>> {
    let file = parse(bytes)?;
    let mut table: Vec<Symbol<'_>> = file.symbols().filter_map(|entry| symbol(&entry)).collect();
    if table.is_empty() {
        table.extend(file.dynamic_symbols().filter_map(|entry| symbol(&entry)));
    }
    table.sort_by_key(|symbol| symbol.address);
    Some(table)
}

fn symbol<'a>(
    entry: &object::read::elf::ElfSymbol<'a, '_, object::elf::FileHeader64<object::LittleEndian>>,
) -> Option<Symbol<'a>> {
    if entry.kind() != SymbolKind::Text || entry.address() == 0 {
        return None;
    }
    let name = entry.name_bytes().ok().filter(|name| !name.is_empty())?;
    Some(Symbol { address: entry.address(), len: entry.size(), name })
}

fn is_rust(symbol: &[u8]) -> bool {
    str::from_utf8(symbol).is_ok_and(|name| rustc_demangle::try_demangle(name).is_ok())
}

/// As its author wrote it, without the hash.
fn demangled(name: &[u8]) -> String {
    format!("{:#}", rustc_demangle::demangle(&String::from_utf8_lossy(name)))
}
