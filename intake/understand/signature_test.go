package understand

import "testing"

// TestClosingsByLanguage: the closing phrase and what stands under it are the signature.
func TestClosingsByLanguage(t *testing.T) {
	const own = "Yes please, extend it to June 30."
	for _, closing := range []string{
		"Kind regards,", "Mit freundlichen Grüssen", "Herzliche Grüße", "LG", "Bien cordialement,", "Meilleures salutations,", "Un cordial saludo,", "Distinti saluti", "Cumprimentos,", "Vriendelijke groet,", "Med vänliga hälsningar", "Med vennlig hilsen",
		"Venlig hilsen", "Ystävällisin terveisin", "Pozdrawiam,", "S pozdravem", "Üdvözlettel,", "Cu stimă,", "С уважением,", "З повагою,", "Με εκτίμηση,", "Saygılarımla,", "مع التحية", "בברכה,", "감사합니다",
	} {
		t.Run(closing, func(t *testing.T) {
			for layout, text := range map[string]string{
				"with the name":                             own + "\n\n" + closing + "\nAna\n",
				"above a delimited signature":               own + "\n\n" + closing + "\nAna\n\n-- \nA. Ruiz\nGenetics\n",
				"over a quote, with the signature under it": own + "\n\n" + closing + "\nAna\n\nOn 4/26/27 07:00, HMS Guest Accounts wrote:\n> It expires.\n\n-- \nA. Ruiz\nGenetics\n",
			} {
				if got := ownWords(text); got != own {
					t.Errorf("%s: own words are %q", layout, got)
				}
			}
		})
	}
}

// TestSignedByAnother: the address's name need not be the one that signs.
func TestSignedByAnother(t *testing.T) {
	for layout, text := range map[string]string{
		"above the delimiter": "Yes, extend it.\n\nBest wishes,\n\nKatie Moss\n-- \nDepartment of Genetics\n",
		"above a rule":        "Yes, extend it.\n\nThank you\nKatie\n______________\nDepartment of Genetics\n",
	} {
		if got := ownWords(text); got != "Yes, extend it." {
			t.Errorf("%s: own words are %q", layout, got)
		}
	}
	// A name that no closing stands over is content.
	if got := ownWords("Please end the account of\n\nKatie Moss\n-- \nAna\n"); got != "Please end the account of|Katie Moss" {
		t.Errorf("own words are %q", got)
	}
}

func TestDashSigned(t *testing.T) {
	if got := ownWords("Yes, extend it.\n\n-Katie\n\n-- \nDepartment of Genetics\n"); got != "Yes, extend it." {
		t.Errorf("own words are %q", got)
	}
	if got := ownWords("Please end\n\n- Katie Moss\n- Jim Roe\n\n-- \nAna\n"); got != "Please end|- Katie Moss|- Jim Roe" {
		t.Errorf("own words are %q", got)
	}
}
