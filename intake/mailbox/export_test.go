package mailbox

import (
	"strings"

	"github.com/emersion/go-imap/v2"
)

// ReadAll reads a whole mailbox for a test.
func ReadAll(c *Connection, name string) (raws []string, err error) {
	if _, err := c.client.Select(name, nil).Wait(); err != nil {
		return nil, err
	}
	found, err := c.client.UIDSearch(&imap.SearchCriteria{NotFlag: []imap.Flag{imap.FlagDeleted}}, nil).Wait()
	if err != nil || len(found.AllUIDs()) == 0 {
		return nil, err
	}
	section := &imap.FetchItemBodySection{Peek: true}
	messages, err := c.client.Fetch(imap.UIDSetNum(found.AllUIDs()...), &imap.FetchOptions{BodySection: []*imap.FetchItemBodySection{section}}).Collect()
	for _, m := range messages {
		raws = append(raws, strings.ReplaceAll(string(m.FindBodySection(section)), "\r\n", "\n"))
	}
	return raws, err
}
