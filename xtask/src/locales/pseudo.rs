//! A locale that nobody speaks, made from English for tests: what is not in accents was never translated, what has lost a bracket was cut
//! off, and it is longer than the long languages are.

use super::catalogue::Catalogue;

/// How much longer than English, in percent.
const LONGER: usize = 40;

/// The packed texts of the pseudo-locale, in the catalogue's order.
pub(super) fn texts(catalogue: &Catalogue) -> Vec<String> {
    catalogue.messages().iter().map(|message| pseudo(&message.english)).collect()
}

/// "⟦Çĥööööšëë àà þààçķààĝë⟧". Blanks stay as they are; so does a text without letters, which every language writes alike.
fn pseudo(english: &str) -> String {
    let letters =
        pieces(english).filter(|(said, _)| *said).flat_map(|(_, piece)| piece.chars()).filter(|letter| letter.is_alphabetic()).count();
    if letters == 0 {
        return english.to_owned();
    }
    let mut missing = (letters * LONGER).div_ceil(100);
    let mut text = String::from("⟦");
    for (said, piece) in pieces(english.trim_end_matches('\n')) {
        for letter in piece.chars() {
            let shown = if said { accented(letter) } else { letter };
            text.push(shown);
            if said && missing > 0 && "aeiouAEIOU".contains(letter) {
                text.extend(shown.to_lowercase());
                missing -= 1;
            }
        }
    }
    // A text of few vowels is stretched at its end.
    text.extend(std::iter::repeat_n('~', missing));
    text.push('⟧');
    text.extend(english.chars().rev().take_while(|letter| *letter == '\n'));
    text
}

/// A text in pieces, each with whether it is said: the blanks, braces included, are not.
fn pieces(text: &str) -> impl Iterator<Item = (bool, &str)> {
    text.split_inclusive('}').flat_map(|piece| {
        let (said, blank) = piece.split_at(piece.find('{').unwrap_or(piece.len()));
        [(true, said), (false, blank)]
    })
}

/// The letter with a mark on it: still readable, and surely not the one in the source.
fn accented(letter: char) -> char {
    const PLAIN: &str = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    const MARKED: &str = "àƀçðëƒĝĥîĵķļɱñöþɋŕšţûṽŵẋýžÀƁÇÐËƑĜĤÎĴĶĻṀÑÖÞɊŔŠŢÛṼŴẊÝŽ";
    PLAIN.chars().zip(MARKED.chars()).find(|(plain, _)| *plain == letter).map_or(letter, |(_, marked)| marked)
}

#[cfg(test)]
mod tests {
    use super::super::entries::Entries;
    use super::super::judge::judge;
    use super::super::plural::LANGUAGES;
    use super::*;

    #[test]
    fn a_text_is_accented_longer_and_in_brackets() {
        assert_eq!(pseudo("Choose a package"), "⟦Çĥööööšëë àà þààçķààĝë⟧");
        assert_eq!(pseudo("SIM"), "⟦ŠÎîṀ~⟧");
        assert_eq!(pseudo("Checking the price…"), "⟦Çĥëëçķîîñĝ ţĥëë þŕîîçëë…~~⟧");
    }

    #[test]
    fn blanks_line_breaks_and_what_has_no_letters_stay() {
        assert_eq!(pseudo("{time} left"), "⟦{time} ļëëƒţ~⟧");
        assert_eq!(pseudo("so {name}\n"), "⟦šöö {name}⟧\n");
        for text in [" · ", "+{amount}", "{name}: {value}\n", "{start}, {data}, {end}."] {
            assert_eq!(pseudo(text), text);
        }
    }

    #[test]
    fn it_passes_the_judgement_of_every_locale_but_for_the_forms_of_plurals() {
        let source = "texts! {\nLeft \"{remaining} of {total} left\"\nLine \"Say {name}\\n\"\nBetween \" · \"\n}";
        let catalogue = Catalogue::parse(source).unwrap();
        let pairs: Vec<_> =
            catalogue.messages().iter().zip(texts(&catalogue)).map(|(message, text)| format!("{:?}: {text:?}", message.key)).collect();
        let entries = Entries::parse(&format!("{{{}}}", pairs.join(", "))).unwrap();
        assert_eq!(judge(&catalogue, &LANGUAGES[0].1, &entries), Vec::<String>::new());
    }
}
