package mailbox_test

func pollerProcess() bool { return false }
