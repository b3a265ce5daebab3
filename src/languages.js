/**
 * The languages beyond English, and a shop's own words. Loaded when one of them is asked for, with what it needs from beside itself:
 * `index.json` says which file a language is in, `names.json` which message stands in which place of it.
 */

/**
 * Where it finds them where a package says so: `{names, de, …}`, each `[name]`, or `[name, integrity]` where the package says what must be in
 * it. A site asks its lists, which keep their names when their content changes, so a copy that is kept must be asked about.
 */
const FILES = {};

/** What was loaded, for all widgets of the page. A file that failed is asked for again. */
const files = new Map();
function file([name, integrity], options) {
  if (!files.has(name)) {
    const json = fetch(new URL(name, import.meta.url), { integrity, ...options }).then((reply) => {
      if (!reply.ok) throw new Error(`${name} answered ${reply.status}`);
      return reply.json();
    });
    files.set(name, json);
    json.catch(() => files.delete(name));
  }
  return files.get(name);
}

const list = (name) => file([name], { cache: 'no-cache' });

function complain(...what) {
  console.warn('<esim-topup>', ...what);
}

/** What is not a tag, as "pt_PT_ao90", counts as far as it is one; "english" means English. */
function read(tag) {
  try {
    return new Intl.Locale(tag.replaceAll('_', '-'));
  } catch {
    return read(/[-_]/.test(tag) ? tag.replace(/[-_][^-_]*$/, '') : 'en');
  }
}

/** The texts of a language, packed; none for English, for one that we do not speak, and for one that can't be had now. */
async function pack(language, script) {
  // Our Chinese is the simplified one; whoever reads the traditional script is better off with English.
  if (language === 'en' || (language === 'zh' && script !== 'Hans')) return undefined;
  try {
    if (FILES.names) return FILES[language] && (await file(FILES[language]));
    const name = (await list('index.json'))[language];
    return name && (await file([name]));
  } catch (error) {
    complain(`speaks English, because "${language}" can't be loaded:`, error);
    return undefined;
  }
}

const strange = new Set();
/** Puts a shop's own messages into their places: `{TopUpFor: 'Buy · {price}'}`. */
async function replaced(texts, messages) {
  let names;
  try {
    names = await (FILES.names ? file(FILES.names) : list('names.json'));
  } catch (error) {
    complain("can't take the messages of this page:", error);
    return texts;
  }
  // What stands first in both is the stamp of the catalogue.
  const places = texts?.split('|') ?? names.slice(0, 1);
  for (const [key, text] of Object.entries(messages)) {
    const place = names.indexOf(key);
    // A bar would end the text.
    if (place > 0) places[place] = String(text ?? '').replaceAll('|', '\u2223') || places[place];
    else if (!strange.has(key)) {
      strange.add(key);
      complain(`knows no message "${key}"`);
    }
  }
  return Array.from(names, (_, place) => places[place]).join('|');
}

/**
 * How to speak to a customer who wants that language (a BCP 47 tag), with the shop's own messages, if it has any: `{locale, texts}` as the
 * widget takes them. Whatever goes wrong, it speaks, and says in the console what is missing.
 */
export async function speak(wanted, messages) {
  const tag = read(wanted);
  const { language, script, region } = tag.maximize();
  const own = await pack(language, script);
  const texts = messages ? await replaced(own, messages) : own;
  // Numbers and dates are in the language of the words around them; those of a customer whose language we lack keep to their region.
  const english = () => String(language === 'en' ? tag : new Intl.Locale('en', { region }));
  // No browser knows how to count in the language of tests.
  return { locale: own && language !== 'pseudo' ? String(tag) : english(), texts };
}
