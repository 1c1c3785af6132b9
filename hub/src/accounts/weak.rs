//! Passwords that are guessed first: common ones, one character over and over, rows of the keyboard, the own login name.

/// Common ones of eight characters and more, one a line, in small letters: from the published lists of leaked passwords, and what comes with
/// the machines of this trade.
const COMMON: &str = include_str!("common-passwords.txt");
/// What fingers do by themselves, to be met forwards and backwards.
const ROWS: [&str; 6] = [
    "01234567890123456789",
    "abcdefghijklmnopqrstuvwxyz",
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "1qaz2wsx3edc4rfv5tgb",
];
/// Fewest different characters.
const DIFFERENT: usize = 4;

/// Whether a password is among those that are guessed first.
pub(super) fn is_weak(password: &str, login: Option<&str>) -> bool {
    let small = password.trim().to_lowercase();
    let mut different: Vec<char> = small.chars().collect();
    different.sort_unstable();
    different.dedup();
    if different.len() < DIFFERENT || COMMON.lines().any(|common| common == small) {
        return true;
    }
    let is_row = |row: &&str| row.contains(&small) || row.chars().rev().collect::<String>().contains(&small);
    if ROWS.iter().any(is_row) {
        return true;
    }
    // The name, and a few characters around it.
    let login = login.unwrap_or_default().to_lowercase();
    let rest = small.len().saturating_sub(login.len());
    !login.is_empty() && small.contains(&login) && rest < DIFFERENT
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_guessed_first_is_weak_and_a_sentence_is_not() {
        for weak in [
            "        ",
            "11111111",
            "12345678",
            "87654321",
            "abcdefgh",
            "qwertyuiop",
            "Password",
            "P@ssw0rd",
            "abababab",
        ] {
            assert!(is_weak(weak, None), "{weak:?}");
        }
        assert!(is_weak("zhoumingyuan1", Some("ZhouMingyuan")) && !is_weak("zhoumingyuan1", Some("lin")));
        for good in ["correct horse", "another horse", "修好了再走，别忘记签字", "rain over Beijing"] {
            assert!(!is_weak(good, Some("zhou")), "{good:?}");
        }
        assert!(COMMON.lines().all(|line| line.chars().count() >= 8 && line == line.to_lowercase()));
    }
}
