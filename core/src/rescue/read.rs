//! Reading a bundle: every whole chunk gives what is in it, whatever became of the others.

use super::crypt::Chunks;
use super::pieces::{Found, Pieces};
use super::{CHUNK_BYTES, HEADER_BYTES, Header, Item, RescueError, TAG_BYTES};
use crate::kernel::DeviceKey;
use std::io::Read;

/// How much of a bundle could be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// Its header.
    pub header: Header,
    /// Chunks that opened.
    pub chunks: u64,
    /// Chunks that did not.
    pub damaged: u64,
    /// Whether the last chunk was among those that opened: otherwise the bundle was cut off, or its end is damaged.
    pub ended: bool,
    /// What the chunks gave.
    pub found: Found,
}

impl Report {
    /// Whether everything that was put in came out.
    pub fn whole(&self) -> bool {
        self.ended && self.damaged == 0 && self.found.incomplete == 0 && self.found.unreadable == 0
    }
}

/// Reads a bundle with the hub's key, item by item; `take` says whether to go on. Holds one item at a time, at most 64 MiB. The items are
/// as they came: whether a device wrote them is [`super::SignedEvent::verify`]'s business.
///
/// # Errors
/// [`RescueError::NotABundle`], [`RescueError::OtherHub`], [`RescueError::Stopped`], [`RescueError::Io`].
pub fn read(mut source: impl Read, key: &DeviceKey, mut take: impl FnMut(Item) -> bool) -> Result<Report, RescueError> {
    let mut head = [0; HEADER_BYTES];
    let got = fill(&mut source, &mut head)?;
    let header = Header::read(head.get(..got).unwrap_or_default())?;
    let chunks = Chunks::from_header(&header, key)?;
    let mut report = Report { header, chunks: 0, damaged: 0, ended: false, found: Found::default() };
    let mut pieces = Pieces::default();
    let mut sealed = vec![0; CHUNK_BYTES + TAG_BYTES];
    let mut index: u32 = 0;
    loop {
        let got = fill(&mut source, &mut sealed)?;
        if got == 0 {
            break;
        }
        match chunks.open(index, sealed.get(..got).unwrap_or_default()) {
            // After the last chunk nothing of ours follows; a chunk of another place does not open here anyway.
            Some((plain, last)) => {
                report.chunks += 1;
                report.ended |= last;
                pieces.chunk(&plain, &mut take)?;
            }
            None => report.damaged += 1,
        }
        let Some(next) = index.checked_add(1) else { break };
        index = next;
    }
    report.found = pieces.end();
    Ok(report)
}

/// Fills `buffer` as far as the source goes.
fn fill(source: &mut impl Read, buffer: &mut [u8]) -> std::io::Result<usize> {
    let mut got = 0;
    while let Some(rest) = buffer.get_mut(got..).filter(|rest| !rest.is_empty()) {
        match source.read(rest) {
            Ok(0) => break,
            Ok(read) => got += read,
            Err(e) if e.kind() == std::io::ErrorKind::Interrupted => {}
            Err(e) => return Err(e),
        }
    }
    Ok(got)
}
