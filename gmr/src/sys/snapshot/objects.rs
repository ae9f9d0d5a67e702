//! The program and its libraries, as they are in memory.

use super::loader::{self, Loaded};
use super::memory::Memory;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::ops::Range;
use std::os::unix::ffi::OsStringExt;
use std::path::PathBuf;
use std::slice;
use std::sync::Arc;

/// The start of a file has what tells it from any other: its headers and, nearly always, its
/// build id.
const HEAD_LEN: usize = 1024;
/// More than any file has, by far.
const MOST_SEGMENTS: u16 = 1024;
const SEGMENT_LEN: usize = 56;
const LONGEST_PATH: usize = 4096;
/// No table is longer, unless what says so is damaged.
const LONGEST_TABLE: u64 = 1 << 30;

/// What the objects are, in a word: as long as it is the same, so is the list.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Changes(u64);

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
    let mut memory = Memory::default();
    let mut hasher = DefaultHasher::new();
    let loaded = loader::loaded(&mut memory);
    for object in &loaded {
        let mut head = [0; HEAD_LEN];
        let len = memory.copy(object.header, &mut head);
        (object.header, head.get(..len)).hash(&mut hasher);
    }
    let changes = Changes(hasher.finish());
    if before == Some(changes) {
        return None;
    }
    Some((changes, loaded.iter().filter_map(|object| read(&mut memory, object)).collect()))
}

/// The loaded objects without their unwind tables.
pub(crate) fn outlines() -> Vec<Object> {
    let mut memory = Memory::default();
    let loaded = loader::loaded(&mut memory);
    loaded.iter().filter_map(|object| outline(&mut memory, object)).map(|(one, _)| one).collect()
}

/// The first instruction of the program.
pub(crate) fn entry() -> u64 {
    loader::entry()
}

/// A part of a file that is, or tells of what is, in memory.
#[derive(Debug, Clone, Copy)]
pub(super) struct Segment {
    pub(super) kind: u32,
    flags: u32,
    offset: u64,
    /// Its address before the object was loaded.
    pub(super) address: u64,
    file_len: u64,
    pub(super) memory_len: u64,
}

/// What an object's headers say.
#[derive(Debug)]
pub(super) struct Headers {
    /// What is added to an address of the file to get one in memory.
    pub(super) base: u64,
    pub(super) segments: Vec<Segment>,
}

/// The headers of the object whose first byte is at `start`.
pub(super) fn headers(memory: &mut Memory, start: u64) -> Option<Headers> {
    let header = memory.read::<64>(start)?;
    let (offset, count) = (word(&header, 32)?, u16::from_le_bytes([header[56], header[57]]));
    let len = u16::from_le_bytes([header[54], header[55]]);
    let is_known = header.starts_with(b"\x7fELF\x02\x01") && usize::from(len) == SEGMENT_LEN;
    if !is_known || count > MOST_SEGMENTS {
        return None;
    }
    let table = copy(memory, start.wrapping_add(offset), u64::from(count) * SEGMENT_LEN as u64)?;
    let segments: Vec<Segment> = table.chunks_exact(SEGMENT_LEN).filter_map(segment).collect();
    let first = segments.iter().find(|s| s.kind == libc::PT_LOAD && s.offset == 0)?;
    Some(Headers { base: start.wrapping_sub(first.address), segments })
}

fn segment(bytes: &[u8]) -> Option<Segment> {
    let kinds = word(bytes, 0)?;
    Some(Segment {
        kind: kinds as u32,
        flags: (kinds >> 32) as u32,
        offset: word(bytes, 8)?,
        address: word(bytes, 16)?,
        file_len: word(bytes, 32)?,
        memory_len: word(bytes, 40)?,
    })
}

fn word(bytes: &[u8], at: usize) -> Option<u64> {
    Some(u64::from_le_bytes(bytes.get(at..at + 8)?.try_into().ok()?))
}

/// All of these bytes, if they are readable.
fn copy(memory: &mut Memory, address: u64, len: u64) -> Option<Vec<u8>> {
    let mut bytes = vec![0; usize::try_from(len).ok().filter(|_| len <= LONGEST_TABLE)?];
    (memory.copy(address, &mut bytes) == bytes.len()).then_some(bytes)
}

/// An object with its unwind table.
fn read(memory: &mut Memory, loaded: &Loaded) -> Option<Object> {
    let (mut object, segments) = outline(memory, loaded)?;
    let loads = || segments.iter().filter(|segment| segment.kind == libc::PT_LOAD);
    let (base, kind) = (object.base, object.kind);
    for segment in segments.iter().filter(|segment| segment.kind == libc::PT_GNU_EH_FRAME) {
        let start = base.wrapping_add(segment.address);
        let Some(index) = keep(memory, start, segment.memory_len, kind) else { continue };
        object.table = unwind_table(memory, base, loads(), segment, &index, kind);
        object.index = Some(Table { address: segment.address, bytes: index });
    }
    Some(object)
}

/// An object without its unwind table, and the parts of its file.
fn outline(memory: &mut Memory, loaded: &Loaded) -> Option<(Object, Vec<Segment>)> {
    let Headers { base, segments } = headers(memory, loaded.header)?;
    let loads = || segments.iter().filter(|segment| segment.kind == libc::PT_LOAD);
    let in_memory = |segment: &Segment| {
        let start = base.wrapping_add(segment.address);
        start..start.wrapping_add(segment.memory_len)
    };
    let start = loads().map(|segment| in_memory(segment).start).min()?;
    let end = loads().map(|segment| in_memory(segment).end).max()?;
    let is_code = |segment: &&Segment| segment.flags & libc::PF_X != 0;
    let is_notes = |segment: &&Segment| segment.kind == libc::PT_NOTE;
    let build_id = segments.iter().filter(is_notes).find_map(|segment| {
        let notes = copy(memory, base.wrapping_add(segment.address), segment.memory_len)?;
        build_id(&notes).map(<[u8]>::to_vec)
    });
    let object = Object {
        kind: loaded.kind,
        path: path(memory, loaded.path),
        base,
        range: start..end,
        code: loads().filter(is_code).map(in_memory).collect(),
        build_id: build_id.unwrap_or_default(),
        index: None,
        table: None,
    };
    Some((object, segments))
}

/// The path at an address, up to its zero.
fn path(memory: &mut Memory, address: u64) -> PathBuf {
    let mut path = vec![0; if address == 0 { 0 } else { LONGEST_PATH }];
    let len = memory.copy(address, &mut path);
    path.truncate(path.iter().take(len).position(|byte| *byte == 0).unwrap_or(0));
    PathBuf::from(std::ffi::OsString::from_vec(path))
}

/// Bytes of an object: of the program and the vdso, which stay, where they are; of others, a copy.
fn keep(memory: &mut Memory, address: u64, len: u64, kind: Kind) -> Option<Bytes> {
    match kind {
        Kind::Program | Kind::Vdso => {
            // SAFETY: within a segment that is loaded for as long as the process.
            let bytes = unsafe { slice::from_raw_parts(address as *const u8, len as usize) };
            Some(Bytes::Permanent(bytes))
        }
        Kind::Library => Some(Bytes::Copied(copy(memory, address, len)?.into())),
    }
}

/// The table that an index belongs to.
fn unwind_table<'s>(
    memory: &mut Memory,
    base: u64,
    mut loads: impl Iterator<Item = &'s Segment>,
    index_segment: &Segment,
    index: &[u8],
    kind: Kind,
) -> Option<Table> {
    // Version 1, and the table's address as 4 bytes relative to where they stand: what all
    // linkers write.
    let [1, 0x1b, _, _, a, b, c, d, ..] = *index else { return None };
    let relative = i64::from(i32::from_le_bytes([a, b, c, d]));
    let address = index_segment.address.wrapping_add(4).wrapping_add_signed(relative);
    let within = |segment: &&Segment| {
        address.checked_sub(segment.address).is_some_and(|offset| offset < segment.file_len)
    };
    let load = loads.find(within)?;
    let rest = load.file_len - (address - load.address);
    let bytes = keep(memory, base.wrapping_add(address), rest, kind)?;
    let bytes = match bytes {
        Bytes::Permanent(bytes) => Bytes::Permanent(bytes.get(..table_len(bytes))?),
        Bytes::Copied(bytes) => Bytes::Copied(bytes.get(..table_len(&bytes))?.into()),
    };
    Some(Table { address, bytes })
}

/// Up to the entry of length zero that ends a table.
pub(crate) fn table_len(bytes: &[u8]) -> usize {
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
pub(crate) fn build_id(mut notes: &[u8]) -> Option<&[u8]> {
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
        // An emulator may give none.
        // SAFETY: reads a table that the kernel made at start.
        let has_vdso = unsafe { libc::getauxval(libc::AT_SYSINFO_EHDR) } != 0;
        let is_listed = objects.iter().any(|o| o.kind == Kind::Vdso && o.table.is_some());
        assert_eq!(is_listed, has_vdso);
        assert!(list(Some(changes)).is_none());
    }

    #[test]
    fn a_thread_that_has_the_loaders_lock_does_not_keep_the_list_back() {
        use std::sync::mpsc::{Receiver, Sender, channel};
        use std::thread;

        type Ends = (Sender<()>, Receiver<()>);

        /// Says that it is called, and waits.
        unsafe extern "C" fn visit(
            _: *mut libc::dl_phdr_info,
            _: usize,
            ends: *mut libc::c_void,
        ) -> libc::c_int {
            // SAFETY: the thread passes its own.
            let (tell, told) = unsafe { &*ends.cast::<Ends>() };
            tell.send(()).unwrap();
            told.recv().unwrap_or(());
            1
        }

        let ((tell, is_inside), (release, told)) = (channel(), channel());
        let inside = thread::spawn(move || {
            let mut ends: Ends = (tell, told);
            // SAFETY: the callback gets `ends` back, and does not outlive this call.
            unsafe { libc::dl_iterate_phdr(Some(visit), (&raw mut ends).cast()) };
        });
        is_inside.recv().unwrap();
        let (_, objects) = list(None).expect("the first list is read");
        assert!(objects.iter().any(|o| o.kind == Kind::Library || cfg!(target_env = "musl")));
        drop(release);
        inside.join().unwrap();
    }

    #[test]
    fn the_list_is_the_loaders() {
        unsafe extern "C" fn visit(
            info: *mut libc::dl_phdr_info,
            _: usize,
            bases: *mut libc::c_void,
        ) -> libc::c_int {
            // SAFETY: the loader's description, and the list that was passed.
            let (info, bases) = unsafe { (&*info, &mut *bases.cast::<Vec<u64>>()) };
            bases.push(info.dlpi_addr);
            0
        }

        let mut bases: Vec<u64> = Vec::new();
        // SAFETY: the callback gets `bases` back, and does not outlive this call.
        unsafe { libc::dl_iterate_phdr(Some(visit), (&raw mut bases).cast()) };
        let (_, objects) = list(None).expect("the first list is read");
        let mut ours: Vec<u64> = objects.iter().map(|object| object.base).collect();
        bases.sort_unstable();
        ours.sort_unstable();
        assert_eq!(ours, bases);
    }
}
