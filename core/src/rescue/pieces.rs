//! Items as pieces in chunks. A piece stands within one chunk and says which part of which item it is, so that a lost chunk costs only the
//! items with a piece in it: `kind (1) item (4) start (4) total (4) length (4) bytes`, numbers big-endian; kind 0 ends a chunk.

use super::{CHUNK_BYTES, Item, MAX_ITEM_BYTES, RescueError};

/// Bytes before a piece's own.
pub(super) const PIECE_HEAD: usize = 17;

/// What the pieces gave so far.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// Items that are whole and were handed on.
    pub items: u64,
    /// Items of which a piece is lost, as far as a piece of them came.
    pub incomplete: u64,
    /// Items that are whole and cannot be read.
    pub unreadable: u64,
    /// Items of kinds that this version does not know.
    pub unknown: u64,
}

struct Open {
    kind: u8,
    item: u32,
    total: usize,
    bytes: Vec<u8>,
}

/// Puts items together, one at a time: they stand in a bundle one after the other.
#[derive(Default)]
pub struct Pieces {
    open: Option<Open>,
    /// The item that was given up last: its further pieces are passed over.
    lost: Option<u32>,
    found: Found,
}

impl Pieces {
    /// Takes the plain bytes of a chunk and hands whole items on; `take` says whether to go on.
    ///
    /// # Errors
    /// [`RescueError::Stopped`].
    pub fn chunk(&mut self, plain: &[u8], take: &mut dyn FnMut(Item) -> bool) -> Result<(), RescueError> {
        let mut rest = plain;
        while let Some((head, after)) = rest.split_first_chunk::<PIECE_HEAD>() {
            let [kind, numbers @ ..] = head;
            if *kind == 0 {
                break;
            }
            let number = |at: usize| {
                let bytes = numbers.get(at * 4..at * 4 + 4).and_then(|b| b.try_into().ok()).unwrap_or_default();
                u32::from_be_bytes(bytes)
            };
            let [start, total, length] = [1, 2, 3].map(|at| usize::try_from(number(at)).unwrap_or(usize::MAX));
            let Some((bytes, after)) = after.split_at_checked(length) else { break };
            self.piece(*kind, number(0), start, total, bytes, take)?;
            rest = after;
        }
        Ok(())
    }
    /// A chunk that was lost shows when the next piece of its item does not fit.
    fn piece(
        &mut self,
        kind: u8,
        item: u32,
        start: usize,
        total: usize,
        bytes: &[u8],
        take: &mut dyn FnMut(Item) -> bool,
    ) -> Result<(), RescueError> {
        if self.open.as_ref().is_some_and(|open| open.item != item) {
            self.give_up();
        }
        if self.lost == Some(item) {
            return Ok(());
        }
        if self.open.is_none() {
            self.open = Some(Open { kind, item, total, bytes: Vec::new() });
        }
        let Some(open) = &mut self.open else { return Ok(()) };
        let fits = open.bytes.len() == start && open.kind == kind && open.total == total && total <= MAX_ITEM_BYTES;
        if !fits || start.saturating_add(bytes.len()) > total {
            self.give_up();
            return Ok(());
        }
        open.bytes.extend_from_slice(bytes);
        if open.bytes.len() < total {
            return Ok(());
        }
        let Some(open) = self.open.take() else { return Ok(()) };
        self.lost = Some(open.item);
        match Item::read(open.kind, open.bytes) {
            Ok(Some(item)) => {
                self.found.items += 1;
                if !take(item) {
                    return Err(RescueError::Stopped);
                }
            }
            Ok(None) => self.found.unknown += 1,
            Err(()) => self.found.unreadable += 1,
        }
        Ok(())
    }
    fn give_up(&mut self) {
        if let Some(open) = self.open.take() {
            self.lost = Some(open.item);
            self.found.incomplete += 1;
        }
    }
    /// No more chunks.
    pub fn end(mut self) -> Found {
        self.give_up();
        self.found
    }
}

/// Lays items into chunks.
pub(super) struct Layer {
    pub chunk: Vec<u8>,
    item: u32,
}

impl Layer {
    pub(super) fn new() -> Self {
        Self { chunk: Vec::with_capacity(CHUNK_BYTES), item: 0 }
    }
    /// Lays an item of these parts; `full` gets each chunk that is full.
    pub(super) fn item(
        &mut self,
        kind: u8,
        parts: &[&[u8]],
        full: &mut dyn FnMut(&[u8]) -> Result<(), RescueError>,
    ) -> Result<(), RescueError> {
        let total: usize = parts.iter().map(|part| part.len()).sum();
        if total > MAX_ITEM_BYTES || total == 0 {
            return Err(RescueError::TooLarge);
        }
        let number = |n: usize| u32::try_from(n).map(u32::to_be_bytes).map_err(|_| RescueError::TooLarge);
        let mut start = 0;
        let mut left =
            parts.iter().flat_map(|part| part.chunks(CHUNK_BYTES)).collect::<std::collections::VecDeque<_>>();
        while start < total {
            let room = CHUNK_BYTES.saturating_sub(self.chunk.len() + PIECE_HEAD);
            if room == 0 {
                self.flush(full)?;
                continue;
            }
            let length = room.min(total - start);
            self.chunk.push(kind);
            for n in [self.item.to_be_bytes(), number(start)?, number(total)?, number(length)?] {
                self.chunk.extend_from_slice(&n);
            }
            let mut wanted = length;
            while wanted > 0 {
                let Some(part) = left.pop_front() else { break };
                let (now, later) = part.split_at(wanted.min(part.len()));
                self.chunk.extend_from_slice(now);
                wanted -= now.len();
                if !later.is_empty() {
                    left.push_front(later);
                }
            }
            start += length;
        }
        self.item = self.item.checked_add(1).ok_or(RescueError::TooLarge)?;
        Ok(())
    }
    fn flush(&mut self, full: &mut dyn FnMut(&[u8]) -> Result<(), RescueError>) -> Result<(), RescueError> {
        self.chunk.resize(CHUNK_BYTES, 0);
        full(&self.chunk)?;
        self.chunk.clear();
        Ok(())
    }
}
