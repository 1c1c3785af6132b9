//! Deterministic mutations of an input, for the replay without a fuzzer: bits, bytes, numbers, pieces cut, doubled and moved.

/// xorshift64*: the same mutations on every machine.
#[derive(Debug, Clone)]
pub struct Random(u64);

impl Random {
    /// From any seed.
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }
    /// The next number.
    pub fn draw(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D)
    }
    /// A number below `end`; 0 where that is 0.
    pub fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.draw() >> 16).unwrap_or(0) % end.max(1)
    }
}

/// Texts that sit at the edge of something.
const EDGES: [&[u8]; 16] = [
    b"0",
    b"-1",
    b"18446744073709551615",
    b"9223372036854775807",
    b"-9223372036854775808",
    b"1e999",
    b"null",
    b"\"\"",
    b"{}",
    b"[]",
    b"\"+262142-12-31T23:59:59Z\"",
    b"\xff\xff\xff\xff",
    b"\0",
    b"\n",
    b"\xef\xbb\xbf",
    b"\\u0000",
];

/// One to four changes.
pub fn mutated(input: &[u8], random: &mut Random) -> Vec<u8> {
    let mut data = input.to_vec();
    for _ in 0..=random.below(4) {
        let at = random.below(data.len());
        match random.below(8) {
            0 if !data.is_empty() => data[at] ^= 1 << random.below(8),
            1 if !data.is_empty() => data[at] = random.draw() as u8,
            2 => data.truncate(at),
            3 => drop(data.splice(at..at, EDGES[random.below(EDGES.len())].iter().copied())),
            4 if !data.is_empty() => {
                let end = (at + 1 + random.below(16)).min(data.len());
                drop(data.drain(at..end));
            }
            5 if !data.is_empty() => {
                let end = (at + 1 + random.below(64)).min(data.len());
                let piece = data[at..end].to_vec();
                let to = random.below(data.len());
                drop(data.splice(to..to, piece));
            }
            6 => number(&mut data, random),
            _ => line(&mut data, random),
        }
    }
    data
}

/// Puts another number, or another edge, where digits stand.
fn number(data: &mut Vec<u8>, random: &mut Random) {
    let from = random.below(data.len());
    let Some(start) = (from..data.len()).find(|at| data[*at].is_ascii_digit()) else { return };
    let end = (start..data.len()).find(|at| !data[*at].is_ascii_digit()).unwrap_or(data.len());
    drop(data.splice(start..end, EDGES[random.below(6)].iter().copied()));
}

/// Moves or doubles a line.
fn line(data: &mut Vec<u8>, random: &mut Random) {
    let mut lines: Vec<Vec<u8>> = data.split(|byte| *byte == b'\n').map(<[u8]>::to_vec).collect();
    let from = lines[random.below(lines.len())].clone();
    let to = random.below(lines.len());
    if random.below(2) == 0 {
        lines.insert(to, from)
    } else {
        lines[to] = from
    }
    *data = lines.join(&b'\n');
}
