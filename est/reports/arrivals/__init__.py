"""Files that come by themselves: taken where nothing has to be asked, else kept until somebody looks at them."""
