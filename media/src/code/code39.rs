//! Code 39 as printed. The reader knows three ways to read its 43 characters and takes the first that fits: as they stand, as pairs for all
//! of ASCII (`/A` for `!`, ISO/IEC 16388 annex A), as Code 32 of Italian medicines (six characters for `A` and nine digits). Labels of
//! technical goods are meant as they stand, so the other two are undone. What cannot be undone: a slash before P to Y, M or N and a percent sign before T,
//! U or X to Z are a digit, a point, a hyphen or a control character to the reader, and its text does not say which of these were pairs. [`other_reading`] gives what else a text may have been.

/// Characters of Code 32, by value.
const CODE_32: &[u8; 32] = b"0123456789BCDFGHJKLMNPQRSTUVWXYZ";
/// Dark bars of each character, also of the start and the stop.
const BARS_A_CHARACTER: usize = 5;

/// What is printed, from what the reader says. `bars` is how many dark bars the symbol has, which tells the readings apart.
pub(super) fn as_printed(symbology: &str, text: &str, bars: usize) -> String {
    let printed = match symbology {
        "]A4" | "]A5" | "]A7" => pairs(text),
        "]A0" => from_code_32(text),
        _ => None,
    };
    let Some(printed) = printed else { return text.to_owned() };
    // Where the bars fit the reader's own reading better, it is the right one: an `A` and nine digits as they stand.
    let expected = |text: &str| (text.len() + 2) * BARS_A_CHARACTER;
    if bars.abs_diff(expected(text)) < bars.abs_diff(expected(&printed)) { text.to_owned() } else { printed }
}

/// What a text of Code 39 says to who takes pairs for all of ASCII, or for Code 32; none where it says nothing else.
pub fn other_reading(printed: &str) -> Option<String> {
    ascii(printed).or_else(|| to_code_32(printed)).filter(|other| other != printed)
}

/// ASCII as pairs; a character that needs none stands for itself.
fn pairs(text: &str) -> Option<String> {
    let mut printed = String::new();
    for byte in text.bytes() {
        let (shift, letter) = match byte {
            b'0'..=b'9' | b'A'..=b'Z' | b'-' | b'.' | b' ' => {
                printed.push(byte.into());
                continue;
            }
            1..=26 => ('$', byte + 64),
            b'a'..=b'z' => ('+', byte - 32),
            b'!'..=b'/' | b':' => ('/', byte + 32),
            27..=31 => ('%', byte + 38),
            b';'..=b'?' => ('%', byte + 11),
            b'['..=b'_' => ('%', byte - 16),
            b'{'..=127 => ('%', byte - 43),
            0 => ('%', b'U'),
            b'@' => ('%', b'V'),
            b'`' => ('%', b'W'),
            128.. => return None,
        };
        printed.extend([shift, char::from(letter)]);
    }
    Some(printed)
}

/// Pairs as ASCII; none where there are no pairs, or half ones.
fn ascii(printed: &str) -> Option<String> {
    let mut text = String::new();
    let mut letters = printed.bytes();
    let mut pairs = 0;
    while let Some(byte) = letters.next() {
        if !b"$%/+".contains(&byte) {
            text.push(byte.into());
            continue;
        }
        let letter = letters.next().filter(u8::is_ascii_uppercase)?;
        pairs += 1;
        text.push(char::from(match (byte, letter) {
            (b'$', _) => letter - 64,
            (b'/', _) => letter - 32,
            (b'+', _) => letter + 32,
            (_, b'A'..=b'E') => letter - 38,
            (_, b'F'..=b'J') => letter - 11,
            (_, b'K'..=b'O') => letter + 16,
            (_, b'P'..=b'T') => letter + 43,
            (_, b'V') => b'@',
            (_, b'W') => b'`',
            _ => return None,
        }));
    }
    (pairs > 0 && text.is_ascii()).then_some(text)
}

/// Six characters from an `A` and nine digits with their check digit.
fn from_code_32(text: &str) -> Option<String> {
    let digits =
        text.strip_prefix('A').filter(|digits| digits.len() == 9 && digits.bytes().all(|b| b.is_ascii_digit()))?;
    let mut value: usize = digits.parse().ok().filter(|_| checked(digits))?;
    let mut printed = [0_u8; 6];
    for place in printed.iter_mut().rev() {
        *place = CODE_32[value % 32];
        value /= 32;
    }
    (value == 0).then(|| printed.iter().map(|b| char::from(*b)).collect())
}

/// An `A` and nine digits from six characters.
fn to_code_32(printed: &str) -> Option<String> {
    if printed.len() != 6 {
        return None;
    }
    let digit = |b: u8| CODE_32.iter().position(|own| *own == b);
    let value = printed.bytes().try_fold(0_usize, |value, b| Some(value * 32 + digit(b)?))?;
    let digits = format!("{value:09}");
    (digits.len() == 9 && checked(&digits)).then(|| format!("A{digits}"))
}

/// The check digit of Code 32: every second digit doubled, its own digits added up.
fn checked(digits: &str) -> bool {
    let values: Vec<u32> = digits.bytes().map(|b| u32::from(b - b'0')).collect();
    let Some((last, rest)) = values.split_last() else { return false };
    let sum: u32 =
        rest.iter().enumerate().map(|(i, v)| if i % 2 == 0 { *v } else { 2 * v % 10 + u32::from(2 * v >= 10) }).sum();
    sum % 10 == *last
}

/// How many dark bars lie on a line through a symbol, whose end points may lie a little inside or outside of it.
pub(super) fn bars(luma: &[u8], (width, height): (u32, u32), corners: [(i32, i32); 4]) -> usize {
    let middle = |a: (i32, i32), b: (i32, i32)| (f64::from(a.0 + b.0) / 2.0, f64::from(a.1 + b.1) / 2.0);
    let (from, to) = (middle(corners[0], corners[3]), middle(corners[1], corners[2]));
    let length = (to.0 - from.0).hypot(to.1 - from.1);
    let steps = (length * 2.0) as u32 + 1;
    let at = |step: u32| {
        let share = f64::from(step) / f64::from(steps);
        let (x, y) = (from.0 + (to.0 - from.0) * share, from.1 + (to.1 - from.1) * share);
        let (x, y) = (x.clamp(0.0, f64::from(width - 1)) as usize, y.clamp(0.0, f64::from(height - 1)) as usize);
        luma.get(y * width as usize + x).copied().unwrap_or(255)
    };
    let line: Vec<u8> = (0..=steps).map(at).collect();
    let (darkest, lightest) = (line.iter().min().copied().unwrap_or(0), line.iter().max().copied().unwrap_or(255));
    let threshold = darkest.midpoint(lightest);
    let dark: Vec<bool> = line.iter().map(|b| *b < threshold).collect();
    dark.iter().zip(std::iter::once(&false).chain(&dark)).filter(|(now, before)| **now && !**before).count()
}
