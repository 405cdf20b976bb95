package understand

import (
	"strings"
	"unicode"
)

// attributionOpeners are the words with which mail programs begin the line above a
// quote, by language: "On Mon … wrote:", "Am … schrieb …:", "Le … a écrit :".
var attributionOpeners = []string{"On ", "At ", "Am ", "Le ", "El ", "Il ", "Op ", "Em ", "Den ", "Dne ", "W dniu ", "Dnia ", "Quoting ", "In article ", "In message ", "Em ", "A ", "Vào ", "Pada ", "Tarihinde ", "Ha ", "În ", "Dana "}

// wroteWords say "wrote" in the languages whose programs put it last, or nearly so.
var wroteWords = []string{"wrote", "writes", "schrieb", "écrit", "ecrit", "escribió", "escribio", "escreveu", "scritto", "schreef", "geschreven", "skrev", "kirjoitti",
	"napisał", "napisal", "napsal", "napísal", "yazdı", "пишет", "написал", "írta", "έγραψε", "a scris", "写道", "寫道", "書きました", "のメール", "작성"}

// attributionAt tells how many lines, from line i on, are the line above a quote
// ("On 4/9/27 07:00, HMS Guest Accounts wrote:"), which programs wrap at 72 or 76
// columns; 0 where there is none.
func attributionAt(lines []line, i int) int {
	first := strings.TrimSpace(lines[i].text)
	if first == "" {
		return 0
	}
	opened := false
	for _, o := range attributionOpeners {
		if strings.HasPrefix(first, o) {
			opened = true
			break
		}
	}
	if !opened && (first[0] >= '0' && first[0] <= '9' || strings.HasPrefix(first, "<") || strings.HasPrefix(first, "\"")) {
		opened = true
	}
	joined := first
	for n := 1; n <= 4; n++ {
		if n > 1 {
			if !opened || i+n-1 >= len(lines) || lines[i+n-1].blank() || lines[i+n-1].depth != lines[i].depth {
				return 0
			}
			joined += " " + strings.TrimSpace(lines[i+n-1].text)
		}
		if len(joined) > 400 {
			return 0
		}
		end := strings.TrimRight(joined, " ")
		if strings.HasSuffix(end, ":") || strings.HasSuffix(end, "：") {
			if !hasWrote(end) && !(strings.Contains(end, "年") && strings.Contains(end, "@")) {
				return 0
			}
			marked := strings.ContainsFunc(end, unicode.IsDigit) || strings.Contains(end, "@")
			if opened && marked {
				return n
			}
			// "Jane Doe wrote:" counts where a quote follows.
			if n == 1 && (marked || quoteFollows(lines, i+1)) && len(end) < 160 {
				return n
			}
			return 0
		}
	}
	return 0
}

func hasWrote(s string) bool {
	low := strings.ToLower(s)
	for _, w := range wroteWords {
		if strings.Contains(low, w) {
			return true
		}
	}
	return false
}

func quoteFollows(lines []line, i int) bool {
	for ; i < len(lines); i++ {
		if !lines[i].blank() {
			return lines[i].depth > 0
		}
	}
	return false
}
