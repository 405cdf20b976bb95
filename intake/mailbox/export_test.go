package mailbox

import (
	"strings"

	"github.com/emersion/go-imap/v2"
)

// Append puts a message into a folder, for a test.
func Append(c *Connection, name, raw string) error {
	raw = strings.ReplaceAll(raw, "\n", "\r\n")
	cmd := c.client.Append(name, int64(len(raw)), nil)
	if _, err := cmd.Write([]byte(raw)); err != nil {
		return err
	}
	if err := cmd.Close(); err != nil {
		return err
	}
	_, err := cmd.Wait()
	return err
}

// Delete deletes a folder, for a test.
func Delete(c *Connection, name string) error { return c.client.Delete(name).Wait() }

// Flag flags a message as deleted, as a person with a mail program may.
func Flag(c *Connection, name string, number uint32) error {
	if _, err := c.client.Select(name, nil).Wait(); err != nil {
		return err
	}
	return c.client.Store(imap.SeqSetNum(number), &imap.StoreFlags{Op: imap.StoreFlagsAdd, Flags: []imap.Flag{imap.FlagDeleted}}, nil).Close()
}

// MoveAway moves a message to another folder, which is there, as a person with a mail program may.
func MoveAway(c *Connection, from string, number uint32, to string) error {
	if _, err := c.client.Select(from, nil).Wait(); err != nil {
		return err
	}
	_, err := c.client.Move(imap.SeqSetNum(number), to).Wait()
	return err
}

// Sizes asks for the sizes of all messages of a folder.
func Sizes(c *Connection, name string) error {
	if _, err := c.client.Select(name, nil).Wait(); err != nil {
		return err
	}
	var all imap.SeqSet
	all.AddRange(1, 0)
	_, err := c.client.Fetch(all, &imap.FetchOptions{RFC822Size: true}).Collect()
	return err
}
