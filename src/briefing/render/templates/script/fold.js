// ── how two spellings are held to be one: case, accents, vowel marks, hamza seats, digits of any script ──

// Letters that decomposing doesn't bring together.
const SAME = { ß: "ss", ø: "o", ł: "l", đ: "d", ð: "d", þ: "th", æ: "ae", œ: "oe", ı: "i", ς: "σ", "ٱ": "ا", "ى": "ي", "ی": "ي", "ة": "ه", "ک": "ك", "ـ": "", "’": "'", "‘": "'", "ʼ": "'", "“": '"', "”": '"', "–": "-", "—": "-", "\u00ad": "", "\u200c": "", "\u200d": "" };
const ODD = new RegExp(`[${Object.keys(SAME).join("")}]`, "g");
// The marks of Latin, Greek, Cyrillic, Hebrew and Arabic; those of India and Japan make other letters.
const MARKS = /[\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed]/g;
const DIGIT = /[^\x00-\x7f]/u;
const digit = (letter) => {
  // Digits of every script stand in runs of ten that begin where no digit stands before.
  let start = letter.codePointAt(0);
  while (/\p{Nd}/u.test(String.fromCodePoint(start - 1)) && letter.codePointAt(0) - start < 9) start -= 1;
  return String(letter.codePointAt(0) - start);
};
const fold = (text) => {
  const plain = text.normalize("NFKD").toLowerCase().replace(MARKS, "");
  return DIGIT.test(plain) ? plain.replace(ODD, (letter) => SAME[letter]).replace(/(?![0-9])\p{Nd}/gu, digit) : plain;
};
