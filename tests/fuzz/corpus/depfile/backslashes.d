out: a\\ b\\\ c d\	 e\
