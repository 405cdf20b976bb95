package understand

import "testing"

// TestWholeNames: an institution's name is read to its end, and no further.
func TestWholeNames(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ text, affiliation string }{
		// behind a dash
		{"Mireille Vandenbroucke of Charité – Universitätsmedizin Berlin.", "Charité – Universitätsmedizin Berlin"},
		{"Mireille Vandenbroucke from Inselspital - University Hospital Bern.", "Inselspital - University Hospital Bern"},
		{"Mireille Vandenbroucke of Charité – She arrives in May.", "Charité"},
		{"Mireille Vandenbroucke of Charité – she arrives in May.", "Charité"},
		{"Mireille Vandenbroucke of Oslo University - Harvard Medical School wants her soon.", "Oslo University"},
		// a legal form behind a comma
		{"Mireille Vandenbroucke from Pinecrest Analytical, Inc., as a contractor.", "Pinecrest Analytical, Inc."},
		{"Mireille Vandenbroucke from Pinecrest, LLC, as a contractor.", "Pinecrest, LLC"},
		{"Mireille Vandenbroucke of Aldermoor Imaging, B.V., as a contractor.", "Aldermoor Imaging, B.V."},
		{"Mireille Vandenbroucke from Pinecrest Analytical, a contractor.", "Pinecrest Analytical"},
		// a faculty or school behind a comma
		{"Mireille Vandenbroucke of the University of Zagreb, Faculty of Food Technology and Biotechnology, as a fellow.", "University of Zagreb, Faculty of Food Technology and Biotechnology"},
		{"Mireille Vandenbroucke from Bergen Hospital, and she comes as a fellow.", "Bergen Hospital"},
		// the city
		{"Mireille Vandenbroucke from the Pasteur Institute in Ho Chi Minh City; she has leave.", "Pasteur Institute in Ho Chi Minh City"},
		{"Mireille Vandenbroucke from the Karolinska Institute in Stockholm will join us.", "Karolinska Institute in Stockholm"},
		{"Mireille Vandenbroucke from the Pasteur Institute in March.", "Pasteur Institute"},
		{"Mireille Vandenbroucke from the Pasteur Institute in Spring 2027.", "Pasteur Institute"},
		{"Mireille Vandenbroucke from Bergen Hospital in Room 204.", "Bergen Hospital"},
		{"Mireille Vandenbroucke from the Universidad de Chile in Santiago de Chile is a fellow.", "Universidad de Chile in Santiago de Chile"},
		// particles
		{"Mireille Vandenbroucke from the Ospedale Maggiore della Carità in Novara.", "Ospedale Maggiore della Carità in Novara"},
		{"Mireille Vandenbroucke from the Klinikum der Universität zu Köln.", "Klinikum der Universität zu Köln"},
		{"Mireille Vandenbroucke from the Université d’Aix-Marseille.", "Université d’Aix-Marseille"},
		{"Mireille Vandenbroucke from the Universidade Federal do Rio Grande do Sul.", "Universidade Federal do Rio Grande do Sul"},
		{"Mireille Vandenbroucke from the Instituto de Investigación Sanitaria La Fe.", "Instituto de Investigación Sanitaria La Fe"},
		{"Mireille Vandenbroucke from the Università degli Studi di Pavia.", "Università degli Studi di Pavia"},
		{"Mireille Vandenbroucke from the Università degli studi di Pavia.", "Università degli studi di Pavia"},
		{"Mireille Vandenbroucke from the Università dell'Insubria.", "Università dell'Insubria"},
		{"Mireille Vandenbroucke from the Université de l'Alberta.", "Université de l'Alberta"},
		{"Mireille Vandenbroucke from the Université de la Sorbonne.", "Université de la Sorbonne"},
		{"Mireille Vandenbroucke from the Universiteit van Amsterdam.", "Universiteit van Amsterdam"},
		{"Mireille Vandenbroucke from the Christian-Albrechts-Universität zu Kiel.", "Christian-Albrechts-Universität zu Kiel"},
		{"Mireille Vandenbroucke from the Policlinico di Bari.", "Policlinico di Bari"},
		{"Mireille Vandenbroucke from the Hospital Clínic de Barcelona.", "Hospital Clínic de Barcelona"},
		// in small letters
		{"Mireille Vandenbroucke (Masarykova univerzita, Brno).", "Masarykova univerzita, Brno"},
		{"Mireille Vandenbroucke from Sapienza – Università di Roma.", "Sapienza – Università di Roma"},
		{"Mireille Vandenbroucke – University of Oslo.", "University of Oslo"},
		{"Mireille Vandenbroucke of Inria – Centre de Paris.", "Inria – Centre de Paris"},
		{"Mireille Vandenbroucke from the Azienda Ospedaliera di Padova.", "Azienda Ospedaliera di Padova"},
		{"Mireille Vandenbroucke, who works at imec.", "imec"},
		{"Mireille Vandenbroucke, who works at home.", ""},
		{"Mireille Vandenbroucke, who works at hms.", ""},
		{"Mireille Vandenbroucke. I am working at imec.", ""},
		{"Ms. Vandenbroucke from imec?", "imec"},
		{"Mireille Vandenbroucke from abroad?", ""},
		{"Ms. Vandenbroucke from tomorrow?", ""},
	} {
		mail := "From: Ana Ruiz <ana.ruiz@hms.harvard.edu>\nTo: guest-requests@hms.harvard.edu\nDate: Tue, 12 Jan 2027 10:00:00 -0500\nContent-Type: text/plain; charset=utf-8\n\nPlease create an account for " + c.text + " Her address is m.v@example.be.\n\nAna\n"
		got := ""
		if r := Read([]byte(mail), DefaultOptions()); len(r.Guests) == 1 && r.Guests[0].Affiliation != nil {
			got = *r.Guests[0].Affiliation
		}
		if got != c.affiliation {
			t.Errorf("%s\n  affiliation %q, want %q", c.text, got, c.affiliation)
		}
	}
}
