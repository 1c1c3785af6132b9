//! How large a piece of a blob is: what the line carries in some seconds. A slow line gets small pieces, so that what came of a broken one is
//! little and others come between; a fast one gets large pieces, as each costs a round trip.

/// How long a piece may take on the line, in milliseconds.
const PIECE_MS: u64 = 4_000;
/// One measurement says little: pieces grow by this factor at most.
const GROWTH: u64 = 8;

/// The size of pieces in one direction.
#[derive(Clone, Debug)]
pub(super) struct Rate {
    least: u64,
    most: u64,
    piece: u64,
}

impl Rate {
    /// Begins with the smallest: a large first piece on a slow line would hold up everything else.
    pub(super) fn new(least: usize, most: usize) -> Self {
        let (least, most) = (least.max(1) as u64, most.max(least).max(1) as u64);
        Self { least, most, piece: least }
    }
    /// Bytes of the next piece.
    pub(super) fn piece(&self) -> usize {
        usize::try_from(self.piece).unwrap_or(usize::MAX)
    }
    /// So many bytes went through in so many milliseconds, round trip included.
    pub(super) fn carried(&mut self, bytes: u64, took_ms: u64) {
        let carries = bytes.saturating_mul(PIECE_MS) / took_ms.max(1);
        // The short end of a blob is mostly round trip: it does not make pieces smaller.
        if bytes < self.piece && carries < self.piece {
            return;
        }
        self.piece = carries.min(self.piece.saturating_mul(GROWTH)).clamp(self.least, self.most);
    }
    /// A piece did not go through.
    pub(super) fn broke(&mut self) {
        self.piece = (self.piece / 4).max(self.least);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_are_what_the_line_carries_in_some_seconds() {
        const KIB: u64 = 1024;
        let mut rate = Rate::new(64 * 1024, 1024 * 1024);
        assert_eq!(rate.piece, 64 * KIB, "the first one is small");
        rate.carried(64 * KIB, 8_300);
        assert_eq!(rate.piece, 64 * KIB, "8 kB/s: the smallest");
        rate.carried(64 * KIB, 1_000);
        assert_eq!(rate.piece, 256 * KIB);
        rate.carried(256 * KIB, 20);
        assert_eq!(rate.piece, 1024 * KIB, "no larger than this");
        rate.carried(3 * KIB, 300);
        assert_eq!(rate.piece, 1024 * KIB, "the short end of a file is mostly round trip");
        rate.broke();
        assert_eq!(rate.piece, 256 * KIB);
        rate.broke();
        rate.broke();
        assert_eq!(rate.piece, 64 * KIB);
    }
}
