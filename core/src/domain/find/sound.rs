//! How Chinese names sound. The crate `pinyin` knows every reading of a character and not which of them a name has: the common surnames, places
//! and words that are read otherwise than their characters alone stand in tables here.

use super::called::Called;
use pinyin::ToPinyinMulti;

/// Surnames of two characters, before those of one.
const LONG_SURNAMES: &[(&str, &str)] = &[
    ("万俟", "mo qi"),
    ("尉迟", "yu chi"),
    ("澹台", "tan tai"),
    ("长孙", "zhang sun"),
    ("单于", "chan yu"),
    ("令狐", "ling hu"),
    ("宰父", "zai fu"),
];

const SURNAMES: &[(char, &str)] = &[
    ('单', "shan"),
    ('仇', "qiu"),
    ('解', "xie"),
    ('覃', "qin"),
    ('查', "zha"),
    ('曾', "zeng"),
    ('朴', "piao"),
    ('任', "ren"),
    ('盖', "ge"),
    ('翟', "zhai"),
    ('乐', "yue"),
    ('区', "ou"),
    ('繁', "po"),
    ('秘', "bi"),
    ('冼', "xian"),
    ('洗', "xian"),
    ('员', "yun"),
    ('折', "she"),
    ('黑', "he"),
    ('召', "shao"),
    ('纪', "ji"),
    ('缪', "miao"),
    ('种', "chong"),
    ('晁', "chao"),
    ('葛', "ge"),
    ('干', "gan"),
    ('柏', "bai"),
    ('谌', "chen"),
    ('卜', "bu"),
    ('车', "che"),
    ('贾', "jia"),
    ('强', "qiang"),
    ('石', "shi"),
    ('沈', "shen"),
    ('宁', "ning"),
    ('祭', "zhai"),
    ('都', "du"),
    ('重', "chong"),
    ('尹', "yin"),
    ('费', "fei"),
    ('藏', "zang"),
    ('臧', "zang"),
    ('句', "gou"),
    ('过', "guo"),
    ('华', "hua"),
    ('褚', "chu"),
    ('阚', "kan"),
    ('燕', "yan"),
    ('应', "ying"),
    ('於', "yu"),
    ('俞', "yu"),
    ('郇', "xun"),
    ('降', "jiang"),
    ('行', "xing"),
    ('传', "chuan"),
    ('盛', "sheng"),
    ('长', "chang"),
];

/// Places and words in which a character is read otherwise than alone. The longest that fits counts.
const WORDS: &[(&str, &str)] = &[
    ("重庆", "chong qing"),
    ("长沙", "chang sha"),
    ("长春", "chang chun"),
    ("长安", "chang an"),
    ("长宁", "chang ning"),
    ("长江", "chang jiang"),
    ("长城", "chang cheng"),
    ("长治", "chang zhi"),
    ("长乐", "chang le"),
    ("长兴", "chang xing"),
    ("长丰", "chang feng"),
    ("长岛", "chang dao"),
    ("长岭", "chang ling"),
    ("长垣", "chang yuan"),
    ("长葛", "chang ge"),
    ("长清", "chang qing"),
    ("长白", "chang bai"),
    ("长寿", "chang shou"),
    ("长虹", "chang hong"),
    ("长征", "chang zheng"),
    ("长途", "chang tu"),
    ("长期", "chang qi"),
    ("厦门", "xia men"),
    ("大厦", "da sha"),
    ("广厦", "guang sha"),
    ("六安", "lu an"),
    ("六合", "lu he"),
    ("蚌埠", "beng bu"),
    ("台州", "tai zhou"),
    ("天台", "tian tai"),
    ("西藏", "xi zang"),
    ("藏族", "zang zu"),
    ("铅山", "yan shan"),
    ("番禺", "pan yu"),
    ("成都", "cheng du"),
    ("首都", "shou du"),
    ("都江堰", "du jiang yan"),
    ("都匀", "du yun"),
    ("丽水", "li shui"),
    ("乐山", "le shan"),
    ("乐清", "yue qing"),
    ("乐亭", "lao ting"),
    ("音乐", "yin yue"),
    ("单县", "shan xian"),
    ("莘县", "shen xian"),
    ("莘庄", "xin zhuang"),
    ("歙县", "she xian"),
    ("浚县", "xun xian"),
    ("蔚县", "yu xian"),
    ("解州", "xie zhou"),
    ("渑池", "mian chi"),
    ("东莞", "dong guan"),
    ("泊头", "bo tou"),
    ("洪洞", "hong tong"),
    ("尉犁", "yu li"),
    ("井陉", "jing xing"),
    ("涡阳", "guo yang"),
    ("盱眙", "xu yi"),
    ("会稽", "kuai ji"),
    ("会计", "kuai ji"),
    ("句容", "ju rong"),
    ("牟平", "mu ping"),
    ("中牟", "zhong mu"),
    ("柏乡", "bai xiang"),
    ("荥阳", "xing yang"),
    ("荥经", "ying jing"),
    ("什邡", "shi fang"),
    ("犍为", "qian wei"),
    ("筠连", "jun lian"),
    ("乐东", "le dong"),
    ("乐平", "le ping"),
    ("乐陵", "lao ling"),
    ("朝阳", "chao yang"),
    ("阿城", "a cheng"),
    ("石柱", "shi zhu"),
    ("曲阜", "qu fu"),
    ("曲靖", "qu jing"),
    ("吐鲁番", "tu lu fan"),
    ("叶县", "ye xian"),
    ("任县", "ren xian"),
    ("任丘", "ren qiu"),
    ("大城县", "dai cheng xian"),
    ("银行", "yin hang"),
    ("分行", "fen hang"),
    ("支行", "zhi hang"),
    ("总行", "zong hang"),
    ("农行", "nong hang"),
    ("工行", "gong hang"),
    ("中行", "zhong hang"),
    ("建行", "jian hang"),
    ("招行", "zhao hang"),
    ("交行", "jiao hang"),
    ("行业", "hang ye"),
    ("商行", "shang hang"),
    ("车行", "che hang"),
    ("行政", "xing zheng"),
    ("重工", "zhong gong"),
    ("重点", "zhong dian"),
    ("重型", "zhong xing"),
    ("学校", "xue xiao"),
    ("高校", "gao xiao"),
    ("调度", "diao du"),
    ("调查", "diao cha"),
    ("给水", "ji shui"),
    ("供给", "gong ji"),
    ("传感", "chuan gan"),
    ("传媒", "chuan mei"),
    ("校长", "xiao zhang"),
    ("局长", "ju zhang"),
    ("所长", "suo zhang"),
    ("站长", "zhan zhang"),
    ("科长", "ke zhang"),
    ("处长", "chu zhang"),
    ("部长", "bu zhang"),
    ("成长", "cheng zhang"),
    ("长老", "zhang lao"),
    ("仓储", "cang chu"),
    ("便利", "bian li"),
    ("百色", "bai se"),
    ("石家庄", "shi jia zhuang"),
];

/// The reading of each character of a text, in its place: none for what is not Chinese.
pub(super) fn readings(text: &[char], called: Called) -> Vec<Option<&'static str>> {
    let mut found: Vec<Option<&'static str>> = text.iter().map(|c| default(*c)).collect();
    let mut at = 0;
    if called == Called::Person {
        at = surname(text, &mut found);
    }
    while at < text.len() {
        at += word(text, at, &mut found).max(1);
    }
    found
}

/// The reading that most words have a character in.
fn default(c: char) -> Option<&'static str> {
    // 长 is long far more often than grown in the names of places and firms; the words of the second kind stand in the table.
    if c == '长' {
        return Some("chang");
    }
    c.to_pinyin_multi().and_then(|all| all.get_opt(0)).map(pinyin::Pinyin::plain)
}

/// Every reading of a character, the likely one first. Plain: without tones.
pub(super) fn every(c: char, likely: &'static str) -> Vec<&'static str> {
    let mut all = vec![likely];
    for reading in c.to_pinyin_multi().into_iter().flatten().map(pinyin::Pinyin::plain) {
        if !all.contains(&reading) {
            all.push(reading);
        }
    }
    all
}

/// Puts the readings of a surname in; how many characters it has.
fn surname(text: &[char], found: &mut [Option<&'static str>]) -> usize {
    for (name, reading) in LONG_SURNAMES {
        let len = name.chars().count();
        if text.len() > len && name.chars().eq(text[..len].iter().copied()) {
            put(found, 0, reading);
            return len;
        }
    }
    let Some(first) = text.first() else { return 0 };
    let Some((_, reading)) = SURNAMES.iter().find(|(name, _)| name == first) else { return 0 };
    found[0] = Some(*reading);
    1
}

/// Puts the readings of the longest word that begins at `at` in; how many characters it has, 0 for none.
fn word(text: &[char], at: usize, found: &mut [Option<&'static str>]) -> usize {
    let rest = &text[at..];
    let begins = |word: &str| {
        let len = word.chars().count();
        (rest.len() >= len && word.chars().eq(rest[..len].iter().copied())).then_some(len)
    };
    let fits = WORDS.iter().filter_map(|(word, reading)| Some((begins(word)?, reading)));
    let Some((len, reading)) = fits.max_by_key(|(len, _)| *len) else { return 0 };
    put(found, at, reading);
    // The next word may begin with the last character of this one only where nothing is said of it here.
    len
}

fn put(found: &mut [Option<&'static str>], at: usize, readings: &'static str) {
    for (place, reading) in found[at..].iter_mut().zip(readings.split(' ')) {
        *place = Some(reading);
    }
}
