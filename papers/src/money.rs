//! Amounts in the capitals of Chinese vouchers, which nobody turns into others with a stroke. In figures they are core's (`Money::in_lang`).

/// The capitals of the digits.
const DIGITS: [&str; 10] = ["零", "壹", "贰", "叁", "肆", "伍", "陆", "柒", "捌", "玖"];
/// What a digit or a group of digits is counted in, the greatest first.
const UNITS: [(u64, &str); 5] = [(100_000_000, "亿"), (10_000, "万"), (1_000, "仟"), (100, "佰"), (10, "拾")];

/// An amount of yuan in capitals, `fen` in hundredths: `人民币壹佰陆拾伍元伍角整`. Written by the rules of the People's Bank for vouchers:
/// one 零 for any zeros between digits, 整 behind what ends with yuan or jiao.
pub(crate) fn capitals(fen: i64) -> String {
    let all = fen.unsigned_abs();
    let (yuan, jiao, rest) = (all / 100, all / 10 % 10, all % 10);
    let mut text = String::from(if fen < 0 { "人民币负" } else { "人民币" });
    if yuan > 0 || all == 0 {
        text.push_str(&number(yuan));
        text.push('元');
    }
    if jiao > 0 {
        text.push_str(digit(jiao));
        text.push('角');
    } else if yuan > 0 && rest > 0 {
        text.push('零');
    }
    if rest > 0 {
        text.push_str(digit(rest));
        text.push('分');
    } else {
        text.push('整');
    }
    text
}

fn digit(n: u64) -> &'static str {
    usize::try_from(n).ok().and_then(|n| DIGITS.get(n)).copied().unwrap_or_default()
}

fn number(n: u64) -> String {
    for (size, unit) in UNITS {
        if n >= size {
            let (high, low) = (n / size, n % size);
            let mut text = number(high);
            text.push_str(unit);
            if low > 0 {
                if low < size / 10 {
                    text.push('零');
                }
                text.push_str(&number(low));
            }
            return text;
        }
    }
    digit(n).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn capitals_are_those_of_vouchers() {
        for (fen, text) in [
            (0, "人民币零元整"),
            (5, "人民币伍分"),
            (50, "人民币伍角整"),
            (16_550, "人民币壹佰陆拾伍元伍角整"),
            (140_950, "人民币壹仟肆佰零玖元伍角整"),
            (600_714, "人民币陆仟零柒元壹角肆分"),
            (168_032, "人民币壹仟陆佰捌拾元叁角贰分"),
            (1_640_902, "人民币壹万陆仟肆佰零玖元零贰分"),
            (32_504, "人民币叁佰贰拾伍元零肆分"),
            (10_000_000_000, "人民币壹亿元整"),
            (10_050_000_000, "人民币壹亿零伍拾万元整"),
            (-100, "人民币负壹元整"),
        ] {
            assert_eq!(capitals(fen), text, "{fen}");
        }
    }

    /// The number that a piece of capitals says, read from the left.
    fn read(text: &str) -> u64 {
        for (size, unit) in UNITS {
            // The last of its kind: what stands before it may count in the same unit once more.
            if let Some(at) = text.rfind(unit) {
                return read(&text[..at]) * size + read(&text[at + unit.len()..]);
            }
        }
        let plain = text.trim_start_matches('零');
        DIGITS.iter().position(|digit| *digit == plain).unwrap_or_default() as u64
    }

    fn read_amount(text: &str) -> i64 {
        let text = text.strip_prefix("人民币").unwrap();
        let (sign, text) = text.strip_prefix('负').map_or((1, text), |rest| (-1, rest));
        let text = text.trim_end_matches('整');
        let (yuan, rest) = text.split_once('元').unwrap_or(("", text));
        let (jiao, rest) = rest.split_once('角').unwrap_or(("", rest));
        let fen = rest.trim_end_matches('分');
        let all = read(yuan) * 100 + read(jiao) * 10 + read(fen);
        sign * i64::try_from(all).unwrap()
    }

    proptest! {
        /// Whoever reads the capitals has the amount, and no two zeros stand beside each other.
        #[test]
        fn capitals_say_the_amount(fen in prop_oneof![-1_000_000i64..1_000_000, any::<i64>().prop_filter("readable", |fen| *fen != i64::MIN)]) {
            let text = capitals(fen);
            prop_assert_eq!(read_amount(&text), fen, "{}", text);
            prop_assert!(!text.contains("零零"), "{}", text);
        }
    }
}
