#![allow(clippy::unwrap_used, clippy::panic)]

use super::*;
use rustix::fs::OFlags;
use std::fs::{File, OpenOptions};
use std::io::{PipeReader, PipeWriter, Read, Seek, Write, pipe};
use std::os::unix::net::{UnixDatagram, UnixStream};
use std::thread;

/// More than any pipe or socket buffers by default.
const BIG: usize = 3 << 20;
/// For what must end without it.
const LONG: Duration = Duration::from_secs(600);
/// For what ends by it.
const SHORT: Duration = Duration::from_millis(20);

fn report() -> Vec<u8> {
    (0..BIG).map(|i| u8::try_from(i % 251).unwrap()).collect()
}

fn read_all(mut from: impl Read + Send + 'static) -> thread::JoinHandle<Vec<u8>> {
    thread::spawn(move || {
        let mut bytes = Vec::new();
        from.read_to_end(&mut bytes).unwrap();
        bytes
    })
}

/// A pipe that takes nothing more.
fn full_pipe() -> (PipeReader, PipeWriter) {
    let (reader, writer) = pipe().unwrap();
    assert!(write_all(writer.as_fd(), &report(), Duration::ZERO).unwrap_err().is_late());
    (reader, writer)
}

#[test]
fn a_pipe_gets_the_whole_report() {
    let (reader, writer) = pipe().unwrap();
    let read = read_all(reader);
    write_all(writer.as_fd(), &report(), LONG).unwrap();
    drop(writer);
    assert!(read.join().unwrap() == report());
}

#[test]
fn a_pipe_that_cannot_be_opened_anew_gets_the_whole_report() {
    let (reader, writer) = pipe().unwrap();
    let read = read_all(reader);
    Way::Shared(writer.as_fd()).write_all(&report(), LONG).unwrap();
    drop(writer);
    assert!(read.join().unwrap() == report());
}

#[test]
fn a_full_pipe_is_given_up_and_told_by_how_much() {
    let (reader, writer) = pipe().unwrap();
    let error = write_all(writer.as_fd(), &report(), SHORT).unwrap_err();
    assert!(error.is_late());
    drop(writer);
    let taken = read_all(reader).join().unwrap().len();
    assert_eq!(
        error.to_string(),
        format!("stderr took {taken} of {BIG} bytes of the report within 20ms")
    );
}

#[test]
fn a_full_pipe_is_given_up_without_a_description_of_its_own() {
    let (_reader, writer) = full_pipe();
    let error = Way::Shared(writer.as_fd()).write_all(b"report", SHORT).unwrap_err();
    assert!(error.is_late());
}

#[test]
fn the_flags_that_others_share_stay_as_they_are() {
    let (_reader, writer) = full_pipe();
    assert!(!fcntl_getfl(&writer).unwrap().contains(OFlags::NONBLOCK));
    let (socket, _peer) = UnixStream::pair().unwrap();
    write_all(socket.as_fd(), b"report", LONG).unwrap();
    assert!(!fcntl_getfl(&socket).unwrap().contains(OFlags::NONBLOCK));
}

#[test]
fn a_reader_that_is_gone_is_an_error() {
    let (reader, writer) = pipe().unwrap();
    drop(reader);
    let error = write_all(writer.as_fd(), b"report", LONG).unwrap_err();
    assert!(error.to_string().contains("after 0 of 6 bytes: Broken pipe"), "{error}");
    let error = Way::Shared(writer.as_fd()).write_all(b"report", LONG).unwrap_err();
    assert!(error.to_string().contains("after 0 of 6 bytes: Broken pipe"), "{error}");
}

#[test]
fn a_reader_that_goes_half_way_is_an_error() {
    let (mut reader, writer) = pipe().unwrap();
    let reader = thread::spawn(move || reader.read_exact(&mut [0; 9]).unwrap());
    assert!(write_all(writer.as_fd(), &report(), LONG).unwrap_err().is_io());
    reader.join().unwrap();
}

#[test]
fn a_socket_gets_the_whole_report() {
    let (ours, theirs) = UnixStream::pair().unwrap();
    let read = read_all(theirs);
    write_all(ours.as_fd(), &report(), LONG).unwrap();
    drop(ours);
    assert!(read.join().unwrap() == report());
}

#[test]
fn a_full_socket_is_given_up() {
    let (ours, _theirs) = UnixStream::pair().unwrap();
    assert!(write_all(ours.as_fd(), &report(), SHORT).unwrap_err().is_late());
}

#[test]
fn a_socket_whose_peer_is_gone_is_an_error() {
    let (ours, theirs) = UnixStream::pair().unwrap();
    drop(theirs);
    let error = write_all(ours.as_fd(), b"report", LONG).unwrap_err();
    assert!(error.to_string().contains("Broken pipe"), "{error}");
}

#[test]
fn a_socket_of_messages_gets_the_report_in_pieces() {
    let (ours, theirs) = UnixDatagram::pair().unwrap();
    let read = thread::spawn(move || {
        let mut bytes = Vec::new();
        let mut message = vec![0; BIG];
        while bytes.len() < BIG {
            let count = theirs.recv(&mut message).unwrap();
            bytes.extend_from_slice(&message[..count]);
        }
        bytes
    });
    write_all(ours.as_fd(), &report(), LONG).unwrap();
    assert!(read.join().unwrap() == report());
}

#[test]
fn a_file_is_written_where_the_others_left_off() {
    let mut file = tempfile::tempfile().unwrap();
    file.write_all(b"before ").unwrap();
    write_all(file.as_fd(), b"report", LONG).unwrap();
    file.write_all(b" after").unwrap();
    file.rewind().unwrap();
    let mut text = String::new();
    file.read_to_string(&mut text).unwrap();
    assert_eq!(text, "before report after");
}

#[test]
fn what_is_open_for_reading_only_is_not_written() {
    let (reader, writer) = pipe().unwrap();
    let null = File::open("/dev/null").unwrap();
    for fd in [reader.as_fd(), null.as_fd()] {
        let error = write_all(fd, b"report", LONG).unwrap_err();
        assert!(error.to_string().contains("Bad file descriptor"), "{error}");
    }
    drop(writer);
    assert!(read_all(reader).join().unwrap().is_empty());
}

#[test]
fn a_full_device_is_an_error() {
    let full = OpenOptions::new().write(true).open("/dev/full").unwrap();
    let error = write_all(full.as_fd(), b"report", LONG).unwrap_err();
    assert!(error.to_string().contains("No space left"), "{error}");
}
