package understand

import (
	"strings"
	"unicode"
)

// greetings open a letter; the name in them is the reader's.
var greetings = []string{"dear", "respected", "esteemed", "honourable", "hi", "hello", "hey", "good morning", "good afternoon", "good evening", "good day", "greetings", "to whom it may concern", "buenos días", "buenas tardes", "hola", "bonjour", "sehr geehrte", "liebe", "guten tag", "hallo", "caro", "cara", "gentile", "prezado", "prezada", "olá", "estimado", "estimada", "estimados", "ciao", "salut",
	"chère", "cher", "geachte", "hej", "kära", "kære", "hei", "moi", "witam", "szanowni państwo", "dobrý den", "tisztelt", "bună ziua", "merhaba", "sayın", "здравствуйте", "добрый день", "добрий день", "καλημέρα", "مرحبا", "שלום", "您好", "你好", "안녕하세요"}

// markGreeting labels a short first line that greets. "Hi, please extend…" on one
// line is left as own words.
func markGreeting(lines []line, own []int) {
	i := own[0]
	t := strings.TrimSpace(lines[i].text)
	low := fold(t)
	words := strings.Fields(t)
	if len(words) > 7 || hasVerb(strings.Fields(low)) {
		return
	}
	for _, g := range greetings {
		if strings.HasPrefix(low, g) && (len(low) == len(g) || !unicode.IsLetter(rune(low[len(g)]))) {
			if !strings.HasSuffix(t, ".") || len(words) <= 3 {
				lines[i].kind = Greeting
			}
			return
		}
	}
}
