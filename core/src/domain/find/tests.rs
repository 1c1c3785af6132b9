use super::*;
use proptest::prelude::*;

fn sorted(names: &[&str], called: Called) -> Vec<String> {
    let mut all: Vec<&&str> = names.iter().collect();
    all.sort_by_key(|name| sort_key(name, called));
    all.into_iter().map(|name| (*name).to_owned()).collect()
}

#[test]
fn names_stand_by_sound_and_numbers_by_how_much_they_are() {
    let people = ["张三", "单立", "曾敏", "安然", "Li Lei", "李雷", "黎明", "李明", "仇英", "Zhang Wei"];
    assert_eq!(
        sorted(&people, Called::Person),
        ["安然", "Li Lei", "李雷", "李明", "黎明", "仇英", "单立", "曾敏", "Zhang Wei", "张三"]
    );
    let places = ["厦门港", "长沙站", "重庆北", "成都东", "10号楼", "2号楼", "1号楼", "Ａ座", "b座"];
    assert_eq!(
        sorted(&places, Called::Thing),
        ["1号楼", "2号楼", "10号楼", "Ａ座", "b座", "长沙站", "成都东", "重庆北", "厦门港"]
    );
    assert_eq!(
        sorted(&["Pump 10", "pump 9", "PUMP 9a", "Émile", "Eric"], Called::Thing),
        ["Émile", "Eric", "pump 9", "PUMP 9a", "Pump 10"]
    );
    assert_eq!(sort_key("00012", Called::Thing), sort_key("12", Called::Thing));
}

#[test]
fn a_name_is_filed_under_the_letter_that_people_look_under() {
    for (name, called, wanted) in [
        ("厦门", Called::Thing, 'X'),
        ("重庆", Called::Thing, 'C'),
        ("单立", Called::Person, 'S'),
        ("解放路", Called::Thing, 'J'),
        ("解珍", Called::Person, 'X'),
        ("覃海", Called::Person, 'Q'),
        ("尉迟恭", Called::Person, 'Y'),
        ("Émile", Called::Person, 'E'),
        ("3号", Called::Thing, '#'),
        ("", Called::Thing, '#'),
    ] {
        assert_eq!(letter(&sort_key(name, called)), wanted, "{name}");
    }
}

/// An index of one record, as an index does it: words in their order.
fn finds(words: &Words, typed: &str) -> bool {
    let joined = words.joined();
    let list: Vec<&str> = joined.split(' ').collect();
    let phrase = |phrase: &Phrase| {
        let n = phrase.words.len();
        list.windows(n).any(|window| {
            window.iter().zip(&phrase.words).enumerate().all(|(i, (has, word))| {
                if phrase.prefix && i + 1 == n { has.starts_with(word.as_str()) } else { has == word }
            })
        })
    };
    Query::read(typed).all.iter().all(|term| term.any.iter().any(|all| all.iter().all(phrase)))
}

#[test]
fn what_people_type_finds_what_they_mean() {
    let mut site = Words::of_kind("site");
    site.name("和平里派出所3号楼", Called::Thing);
    site.text("和平里北街 12-A 号");
    site.name("长沙路 Depot", Called::Thing);
    site.phone("138 0013-8000");
    site.phone("010-64201234转801");
    site.code("BJ-H0-17");
    site.serial("SN2023ＦＪ0045");
    for typed in [
        "和平",
        "平里",
        "派出所",
        "和平里派出所",
        "和",
        "所",
        "楼",
        "3号楼",
        "北街",
        "和平里 北街",
        "12-a",
        "depot",
        "DEP",
        "hpl",
        "heping",
        "pcs",
        "长沙",
        "cs",
        "8000",
        "38000",
        "13800138000",
        "01064201234",
        "1234",
        "801",
        "BJ-H0-17",
        "bjh0",
        "h0-17",
        "ｈ０-17",
        "sn2023",
        "SN2023FJ0045",
        "0045",
        "fj0045",
        "BJ",
    ] {
        assert!(finds(&site, typed), "{typed}");
    }
    for typed in ["平和", "里派所", "街北", "7999", "h1-17", "2023sn", "站", "楼长", "号和平", "qs"] {
        assert!(!finds(&site, typed), "{typed}");
    }
    assert!(Query::read("  - / ").is_empty());
    let mut person = Words::of_kind("person");
    person.name("单雄信", Called::Person);
    for typed in ["sxx", "dxx", "shanxiongxin", "雄信", "单"] {
        assert!(finds(&person, typed), "{typed}");
    }
    assert_eq!(exact("bj-h0-17"), exact("BJ H0 17"));
    assert_eq!(exact("--"), None);
}

#[test]
fn kinds_and_streams_are_words_that_nobody_types() {
    let mut words = Words::of_kind("site");
    words.stream("centre/0192-AB");
    words.text("x");
    let list = words.joined();
    let has = |query: &Query| {
        query.all.iter().all(|t| t.any.iter().any(|p| list.split(' ').any(|word| word == p[0].words[0])))
    };
    let mut query = Query::default();
    query.of_kinds(["job", "site"]);
    query.in_streams(["everyone".into(), "centre/0192-ab".into()]);
    assert!(has(&query));
    let mut other = Query::default();
    other.of_kinds(["job"]);
    assert!(!has(&other));
    for typed in ["site", "centre", "centre0192ab", "\u{E003}site"] {
        let mut bare = Words::of_kind("site");
        bare.stream("centre/0192-AB");
        assert!(!finds(&bare, typed), "{typed}");
    }
}

fn anything() -> impl Strategy<Value = String> {
    proptest::string::string_regex("[一-丠a-cA-C0-9 \\-/转①ＡÉ\u{E000}-\u{E00F}]{0,24}").unwrap()
}

proptest! {
    #[test]
    fn every_part_of_a_text_is_found_by_itself(text in "[一-丠a-c0-9 -]{1,16}", from in 0_usize..16, len in 1_usize..8) {
        let mut words = Words::of_kind("job");
        words.text(&text);
        // Chinese from anywhere.
        let chars: Vec<char> = text.chars().collect();
        let part: String = chars.iter().skip(from).take(len).take_while(|c| !c.is_ascii()).collect();
        prop_assert!(part.is_empty() || finds(&words, &part), "{text} {part}");
        // Anything from where it begins.
        prop_assert!(finds(&words, &text));
    }
    #[test]
    fn nothing_that_is_typed_or_recorded_breaks_anything(text in anything(), other in anything()) {
        let mut words = Words::of_kind("x");
        words.name(&text, Called::Person);
        words.serial(&text);
        words.phone(&text);
        let query = Query::read(&other);
        for phrase in query.all.iter().flat_map(|term| term.any.iter().flatten()) {
            prop_assert!(!phrase.words.is_empty() && phrase.words.iter().all(|w| !w.is_empty() && !w.contains([' ', '"'])));
        }
        prop_assert!(words.joined().split(' ').all(|word| !word.is_empty()));
        prop_assert!(!sort_key(&text, Called::Thing).contains(char::is_control));
    }
    #[test]
    fn whole_numbers_keep_their_order(one in 0_u64..100_000, other in 0_u64..100_000) {
        let key = |n: u64| sort_key(&format!("楼{n}号"), Called::Thing);
        prop_assert_eq!(one.cmp(&other), key(one).cmp(&key(other)));
    }
}

#[test]
fn an_index_of_beginnings_gives_what_answers_and_the_words_say_which() {
    let mut words = Words::of_kind("site");
    words.name("东方小学", Called::Thing);
    words.text("长安街 7 号");
    words.name("单主任", Called::Person);
    words.phone("138-0013-8000");
    words.code("HT-2026-0117");
    words.serial("SN-20230045-000000000000017");
    words.stream("centre/1");
    words.of("customer/1");
    let index = words.beginnings();
    let may = |query: &Query| {
        query.beginnings().iter().all(|ways| ways.iter().any(|way| way.iter().all(|word| index.contains(word))))
    };
    for typed in [
        "东方",
        "方小",
        "学",
        "小学 长安",
        "dfxx",
        "dongfang",
        "szr",
        "shanzhu",
        "8000",
        "13800138000",
        "ht-2026",
        "0117",
        "2026-0117",
        "sn20230045",
        "SN-20230045-000000000000017",
        "000017",
        "街 7",
    ] {
        let query = Query::read(typed);
        assert!(may(&query) && words.answer(&query), "{typed}");
        assert!(finds(&words, typed), "{typed}: as an index of whole words");
    }
    for typed in ["西方", "方东", "13800138001", "ht-2027", "小学 北京", "0118", "SN-20230045-000000000000018"]
    {
        let query = Query::read(typed);
        assert!(!words.answer(&query) && !finds(&words, typed), "{typed}");
    }
    // Beyond the longest beginning the index says too much, and the words do not.
    let other = Query::read("SN-20230045-000000000000018");
    assert!(may(&other) && !words.answer(&other));
    assert!(index.iter().all(|word| !word.contains("centre") && word.chars().count() <= 20), "{index:?}");
}

proptest! {
    /// Whatever is recorded and typed: what answers is in the index of beginnings, and answers alike as in an index of whole words.
    #[test]
    fn beginnings_miss_nothing_that_words_have(name in "[a-z东方小学0-9 -]{0,12}", typed in "[a-z东方小学0-9 -]{0,6}") {
        let mut words = Words::of_kind("site");
        words.name(&name, Called::Thing);
        words.serial(&name);
        let (query, index) = (Query::read(&typed), words.beginnings());
        prop_assert_eq!(words.answer(&query), finds(&words, &typed));
        let may =
            query.beginnings().iter().all(|ways| ways.iter().any(|way| way.iter().all(|word| index.contains(word))));
        prop_assert!(may || !words.answer(&query), "{} in {}", typed, name);
    }
}
