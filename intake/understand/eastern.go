package understand

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Chinese, Korean, Japanese and Hungarian names stand family name first at home, and
// abroad as often as not. The words show it where one can only be a family name and
// the other only a given name.

// easternOrder: of two words the first is the family name.
func easternOrder(words []string) bool {
	if len(words) != 2 || strings.Contains(words[0], ".") || strings.Contains(words[1], ".") {
		return false
	}
	first, last := fold(words[0]), fold(words[1])
	switch {
	case hungarianGiven[last]:
		return !hungarianGiven[first]
	case japaneseFamily[first]:
		return !japaneseFamily[last]
	case koreanFamily[first] && hyphenedSyllables(words[1]):
		return true
	case chineseFamily[first]:
		return !chineseFamily[last] && !japaneseFamily[last] && (syllables(last) == 2 || hyphenedSyllables(words[1]))
	}
	return false
}

// hyphenedSyllables: a given name of two syllables, the second small ("Min-jun").
func hyphenedSyllables(w string) bool {
	_, second, ok := strings.Cut(w, "-")
	r, _ := utf8.DecodeRuneInString(second)
	return ok && unicode.IsLower(r) && utf8.RuneCountInString(second) <= 6
}

var (
	chineseFamily  = set("wang li zhang liu chen yang huang zhao wu zhou xu sun zhu hu guo lin gao luo zheng liang xie song tang feng deng cao peng zeng xiao tian dong pan yuan cai jiang yu du ye cheng wei su lu ding ren shen yao fan fang shi tan liao zou xiong jin hao kong bai cui kang mao qiu qin gu hou shao meng long wan duan lei qian yin chang")
	koreanFamily   = set("kim lee park choi jung jeong kang cho yoon jang lim im han oh seo shin kwon hwang ahn song yoo hong jeon moon yang bae baek heo nam noh ha ko son cha joo woo ryu min")
	japaneseFamily = set("sato satō suzuki takahashi tanaka watanabe ito itō yamamoto nakamura kobayashi kato katō yoshida yamada sasaki yamaguchi matsumoto inoue kimura hayashi shimizu yamazaki ikeda hashimoto ishikawa ogawa okada hasegawa fujita goto gotō kondo kondō murakami ishii sakamoto endo endō aoki fujii nishimura fukuda miura fujiwara okamoto matsuda nakajima nakagawa harada kaneko takeuchi nakano nakayama ishida ueda morita shibata sakai kudo kudō yokoyama miyazaki miyamoto uchida takagi ono taniguchi ohno maruyama imai fujimoto takeda murata ueno sugiyama masuda sugawara hirano otsuka chiba matsui iwasaki nomura sakurai kinoshita matsuo kikuchi sano arai nishida noguchi")
	hungarianGiven = set("tibor lászló istván zoltán ferenc gábor attila zsolt sándor imre béla gyula jános józsef csaba balázs bence levente máté ákos tamás péter miklós györgy lajos árpád szilárd krisztián kornél dezső géza kálmán mihály pál eszter zsuzsanna zsófia katalin ágnes ildikó erzsébet judit tünde réka boglárka orsolya kinga csilla enikő noémi piroska emese anikó erika éva ilona margit mária borbála dóra fruzsina gréta hajnalka nóra szilvia tímea viktória")
)

// syllables counts the syllables of pinyin in a word; 0 where it is none.
func syllables(low string) int {
	n := 0
	for low != "" {
		rest, ok := cutSyllable(low)
		if !ok {
			return 0
		}
		low = rest
		n++
	}
	return n
}

var (
	pinyinInitials = []string{"zh", "ch", "sh", "b", "p", "m", "f", "d", "t", "n", "l", "g", "k", "h", "j", "q", "x", "r", "z", "c", "s", "y", "w"}
	pinyinFinals   = []string{"iang", "iong", "uang", "ang", "eng", "ian", "iao", "ing", "ong", "uai", "uan", "ai", "an", "ao", "ei", "en", "er", "ia", "ie", "in", "iu", "ou", "ua", "ue", "ui", "un", "uo", "a", "e", "i", "o", "u"}
)

// cutSyllable takes one syllable off, the longest after which a syllable can begin.
func cutSyllable(low string) (rest string, ok bool) {
	for _, initial := range pinyinInitials {
		tail, found := strings.CutPrefix(low, initial)
		if !found {
			continue
		}
		for _, final := range pinyinFinals {
			rest, found := strings.CutPrefix(tail, final)
			if found && (rest == "" || strings.ContainsRune("bpmfdtnlgkhjqxrzcsyw", rune(rest[0]))) {
				return rest, true
			}
		}
		return "", false
	}
	return "", false
}
