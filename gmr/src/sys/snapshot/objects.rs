//! The program and its libraries as the dynamic loader lists them.

use std::ffi::CStr;
use std::ops::Range;
use std::os::raw::{c_int, c_void};
use std::os::unix::ffi::OsStrExt;
use std::path::PathBuf;
use std::slice;
use std::sync::Arc;

/// How often the loader has added and removed objects: as long as it is the same, so is the list.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Changes {
    added: u64,
    removed: u64,
}

/// Bytes of an object.
#[derive(Debug, Clone)]
pub(crate) enum Bytes {
    /// In an object that stays for as long as the process.
    Permanent(&'static [u8]),
    /// A copy, because the object may be unloaded.
    Copied(Arc<[u8]>),
}

impl std::ops::Deref for Bytes {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        match self {
            Bytes::Permanent(bytes) => bytes,
            Bytes::Copied(bytes) => bytes,
        }
    }
}

/// A table at an address of its file.
#[derive(Debug, Clone)]
pub(crate) struct Table {
    /// Its address before the object was loaded.
    pub(crate) address: u64,
    /// What it holds.
    pub(crate) bytes: Bytes,
}

/// Which object it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// The program itself.
    Program,
    /// A library.
    Library,
    /// The code that the kernel gives to every process.
    Vdso,
}

/// A loaded object.
#[derive(Debug, Clone)]
pub(crate) struct Object {
    /// Which it is.
    pub(crate) kind: Kind,
    /// As the loader knows it; empty for the program.
    pub(crate) path: PathBuf,
    /// What is added to an address of the file to get one in memory.
    pub(crate) base: u64,
    /// From the first loaded byte to the last.
    pub(crate) range: Range<u64>,
    /// Where it has code.
    pub(crate) code: Vec<Range<u64>>,
    /// What names exactly this build of it, or empty.
    pub(crate) build_id: Vec<u8>,
    /// `.eh_frame_hdr`, the index of the unwind table.
    pub(crate) index: Option<Table>,
    /// `.eh_frame`, the unwind table.
    pub(crate) table: Option<Table>,
}

/// The loaded objects and their unwind tables; `None` if nothing changed since `before`.
pub(crate) fn list(before: Option<Changes>) -> Option<(Changes, Vec<Object>)> {
    // SAFETY: reads a table that the kernel made at start.
    let vdso = unsafe { libc::getauxval(libc::AT_SYSINFO_EHDR) };
    let mut list = List { before, vdso, changes: None, objects: Vec::new() };
    // SAFETY: the callback gets `list` back, and does not outlive this call.
    unsafe { libc::dl_iterate_phdr(Some(visit), (&raw mut list).cast()) };
    list.changes.map(|changes| (changes, list.objects))
}

struct List {
    before: Option<Changes>,
    vdso: u64,
    changes: Option<Changes>,
    objects: Vec<Object>,
}

/// Called for each object, with the loader's lock held: nothing is unloaded meanwhile.
unsafe extern "C" fn visit(info: *mut libc::dl_phdr_info, _: usize, data: *mut c_void) -> c_int {
    // SAFETY: `list` passed its own list, and the loader a valid description.
    let (info, list) = unsafe { (&*info, &mut *data.cast::<List>()) };
    let is_first = list.changes.is_none();
    let changes = Changes { added: info.dlpi_adds, removed: info.dlpi_subs };
    if is_first && list.before == Some(changes) {
        return 1;
    }
    list.changes = Some(changes);
    let kind = match info.dlpi_addr {
        _ if is_first => Kind::Program,
        base if base == list.vdso => Kind::Vdso,
        _ => Kind::Library,
    };
    // SAFETY: the loader describes a loaded object.
    list.objects.extend(unsafe { read(info, kind) });
    0
}

/// # Safety
/// `info` must describe an object that stays loaded until the return.
unsafe fn read(info: &libc::dl_phdr_info, kind: Kind) -> Option<Object> {
    let base = info.dlpi_addr;
    // SAFETY: the loader's own table.
    let headers = unsafe { slice::from_raw_parts(info.dlpi_phdr, info.dlpi_phnum.into()) };
    let loads = headers.iter().filter(|h| h.p_type == libc::PT_LOAD);
    let in_memory = |h: &libc::Elf64_Phdr| {
        let start = base.wrapping_add(h.p_vaddr);
        start..start.wrapping_add(h.p_memsz)
    };
    let start = loads.clone().map(|h| in_memory(h).start).min()?;
    let end = loads.clone().map(|h| in_memory(h).end).max()?;
    let path = if kind == Kind::Program || info.dlpi_name.is_null() {
        PathBuf::new()
    } else {
        // SAFETY: the loader's name ends with a zero.
        let name = unsafe { CStr::from_ptr(info.dlpi_name) };
        PathBuf::from(std::ffi::OsStr::from_bytes(name.to_bytes()))
    };
    let mut object = Object {
        kind,
        path,
        base,
        range: start..end,
        code: loads.clone().filter(|h| h.p_flags & libc::PF_X != 0).map(in_memory).collect(),
        build_id: Vec::new(),
        index: None,
        table: None,
    };
    for header in headers {
        // SAFETY: notes and the index are within a loaded segment.
        let bytes = || unsafe { loaded(base, header.p_vaddr, header.p_memsz) };
        match header.p_type {
            libc::PT_NOTE if object.build_id.is_empty() => {
                object.build_id = build_id(bytes()).unwrap_or_default().to_vec();
            }
            libc::PT_GNU_EH_FRAME => {
                let address = header.p_vaddr;
                // SAFETY: as the caller.
                object.table = unsafe { unwind_table(base, loads.clone(), address, bytes(), kind) };
                object.index = Some(Table { address, bytes: keep(bytes(), kind) });
            }
            _ => {}
        }
    }
    Some(object)
}

/// # Safety
/// The bytes must be loaded; the lifetime is the caller's to limit.
unsafe fn loaded(base: u64, address: u64, len: u64) -> &'static [u8] {
    // SAFETY: the caller's promise.
    unsafe { slice::from_raw_parts(base.wrapping_add(address) as *const u8, len as usize) }
}

/// The program and the vdso stay; of others, a copy.
fn keep(bytes: &'static [u8], kind: Kind) -> Bytes {
    match kind {
        Kind::Program | Kind::Vdso => Bytes::Permanent(bytes),
        Kind::Library => Bytes::Copied(Arc::from(bytes)),
    }
}

/// The table that the index at `index_address` belongs to.
///
/// # Safety
/// The segments must be loaded.
unsafe fn unwind_table<'h>(
    base: u64,
    mut loads: impl Iterator<Item = &'h libc::Elf64_Phdr>,
    index_address: u64,
    index: &[u8],
    kind: Kind,
) -> Option<Table> {
    // Version 1, and the table's address as 4 bytes relative to where they stand: what all
    // linkers write.
    let [1, 0x1b, _, _, a, b, c, d, ..] = *index else { return None };
    let relative = i64::from(i32::from_le_bytes([a, b, c, d]));
    let address = index_address.wrapping_add(4).wrapping_add_signed(relative);
    let within = |h: &&libc::Elf64_Phdr| {
        address.checked_sub(h.p_vaddr).is_some_and(|offset| offset < h.p_filesz)
    };
    let load = loads.find(within)?;
    let len = load.p_filesz - (address - load.p_vaddr);
    // SAFETY: within a loaded segment.
    let bytes = unsafe { loaded(base, address, len) };
    let bytes = bytes.get(..table_len(bytes))?;
    Some(Table { address, bytes: keep(bytes, kind) })
}

/// Up to the entry of length zero that ends a table.
fn table_len(bytes: &[u8]) -> usize {
    const LONG: u32 = 0xffff_fff0;
    let mut at = 0;
    while let Some(Ok(word)) = bytes.get(at..at + 4).map(<[u8; 4]>::try_from) {
        let len = u32::from_le_bytes(word);
        at += 4;
        if len == 0 {
            return at;
        }
        if len >= LONG {
            break;
        }
        at += len as usize;
    }
    bytes.len()
}

/// The build id among the notes.
fn build_id(mut notes: &[u8]) -> Option<&[u8]> {
    const BUILD_ID: u32 = 3;
    loop {
        let (words, rest) = notes.split_at_checked(12)?;
        let word = |at: usize| Some(u32::from_le_bytes(words.get(at..at + 4)?.try_into().ok()?));
        let (name_len, len, kind) = (word(0)? as usize, word(4)? as usize, word(8)?);
        let (name, rest) = rest.split_at_checked(name_len.next_multiple_of(4))?;
        let content = rest.get(..len)?;
        if kind == BUILD_ID && name == b"GNU\0" {
            return Some(content);
        }
        notes = rest.get(len.next_multiple_of(4)..)?;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_build_id_is_found_behind_other_notes() {
        let mut notes = Vec::new();
        for (kind, content) in [(1_u32, &b"other"[..]), (3, &b"0123456789"[..])] {
            notes.extend(4_u32.to_le_bytes());
            notes.extend((content.len() as u32).to_le_bytes());
            notes.extend(kind.to_le_bytes());
            notes.extend(b"GNU\0");
            notes.extend(content);
            notes.resize(notes.len().next_multiple_of(4), 0);
        }
        assert_eq!(build_id(&notes), Some(&b"0123456789"[..]));
        assert_eq!(build_id(&notes[..20]), None);
    }

    #[test]
    fn the_list_is_read_again_only_after_a_change() {
        let (changes, objects) = list(None).expect("the first list is read");
        assert_eq!(objects.first().map(|o| o.kind), Some(Kind::Program));
        assert!(objects.iter().any(|o| o.kind == Kind::Vdso && o.table.is_some()));
        assert!(list(Some(changes)).is_none());
    }
}
