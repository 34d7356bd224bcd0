"""The pages. A view makes one domain call and answers; who may come to it stands beside its address."""
