//! Writing a bundle.

use super::crypt::Chunks;
use super::item::{ABOUT, BLOB, EVENT, SALVAGED};
use super::pieces::Layer;
use super::{About, CHUNK_BYTES, Header, RescueError, SalvagedEvent, SignedEvent};
use crate::kernel::{BlobRef, DeviceId};
use serde::Serialize;
use std::io::Write;

/// What a bundle begins with.
#[derive(Clone, Debug)]
pub struct Opening<'a> {
    /// The hub's public key, 64 hex digits.
    pub hub_key: &'a str,
    /// The device whose work it is.
    pub device: DeviceId,
    /// Its short code.
    pub short: &'a str,
    /// Now by the device's best knowledge, milliseconds since 1970 UTC.
    pub made_ms: u64,
    /// 32 fresh random bytes.
    pub seed: [u8; 32],
}

/// Writes a bundle item by item; at most one chunk is held.
pub struct Writer<W> {
    out: Sealed<W>,
    layer: Layer,
}

struct Sealed<W> {
    out: W,
    chunks: Chunks,
    index: u32,
}

impl<W: Write> Sealed<W> {
    fn chunk(&mut self, last: bool, plain: &[u8]) -> Result<(), RescueError> {
        self.out.write_all(&self.chunks.seal(self.index, last, plain)?)?;
        self.index = self.index.checked_add(1).ok_or(RescueError::TooLarge)?;
        Ok(())
    }
}

impl<W: Write> Writer<W> {
    /// Begins a bundle.
    ///
    /// # Errors
    /// [`RescueError::BadKey`], [`RescueError::Io`].
    pub fn begin(mut out: W, opening: &Opening<'_>) -> Result<Self, RescueError> {
        let mut hub = [0; 32];
        hex::decode_to_slice(opening.hub_key, &mut hub).map_err(|_| RescueError::BadKey)?;
        let (device, made_ms, short) = (opening.device, opening.made_ms, opening.short.to_owned());
        let mut header = Header { hub, enc: [0; 32], device, made_ms, short };
        let chunks = Chunks::to_hub(&mut header, opening.seed)?;
        out.write_all(&header.to_bytes())?;
        Ok(Self { out: Sealed { out, chunks, index: 0 }, layer: Layer::new() })
    }
    fn item(&mut self, kind: u8, parts: &[&[u8]]) -> Result<(), RescueError> {
        let out = &mut self.out;
        self.layer.item(kind, parts, &mut |chunk| out.chunk(false, chunk))
    }
    fn json(&mut self, kind: u8, value: &impl Serialize) -> Result<(), RescueError> {
        let text = serde_json::to_vec(value).map_err(std::io::Error::other)?;
        self.item(kind, &[&text])
    }
    /// What the bundle says of itself: first, and once more at the end.
    ///
    /// # Errors
    /// [`RescueError::Io`], as the others here.
    pub fn about(&mut self, about: &About) -> Result<(), RescueError> {
        self.json(ABOUT, about)
    }
    /// An own event, in device order.
    ///
    /// # Errors
    /// [`RescueError::Io`].
    pub fn event(&mut self, event: &SignedEvent) -> Result<(), RescueError> {
        self.json(EVENT, event)
    }
    /// An event of a former device.
    ///
    /// # Errors
    /// [`RescueError::Io`].
    pub fn salvaged(&mut self, event: &SalvagedEvent) -> Result<(), RescueError> {
        self.json(SALVAGED, event)
    }
    /// A blob.
    ///
    /// # Errors
    /// [`RescueError::Io`], [`RescueError::TooLarge`].
    pub fn blob(&mut self, blob: &BlobRef, bytes: &[u8]) -> Result<(), RescueError> {
        let mut line = serde_json::to_vec(blob).map_err(std::io::Error::other)?;
        line.push(b'\n');
        self.item(BLOB, &[&line, bytes])
    }
    /// Writes the last chunk and gives the target back.
    ///
    /// # Errors
    /// [`RescueError::Io`].
    pub fn finish(mut self) -> Result<W, RescueError> {
        self.layer.chunk.resize(CHUNK_BYTES, 0);
        self.out.chunk(true, &self.layer.chunk)?;
        self.out.out.flush()?;
        Ok(self.out.out)
    }
}
